using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tutorial.Net;

/// <summary>What is to be known of a reference before it is parsed, by one look at each 32 bytes instead of a search for each.</summary>
/// <param name="IsSimple">
/// Whether for sure all of its bytes stay as they are and no segment of it is a dot's. A percent sign leaves that open.
/// </param>
/// <param name="HasAmpersand">Whether an ampersand is in it.</param>
/// <param name="HasColon">Whether a colon is in it.</param>
/// <param name="Mark">Where its first <c>?</c> or <c>#</c> stands; -1 without.</param>
internal readonly record struct UrlShape(bool IsSimple, bool HasAmpersand, bool HasColon, int Mark)
{
    private const int Width = 32;

    public static UrlShape Of(ReadOnlySpan<byte> input) => Of(input, input.Length);

    /// <summary>The same of the first <paramref name="length"/> bytes, which is quicker where 32 can be read.</summary>
    public static UrlShape Of(ReadOnlySpan<byte> bytes, int length)
    {
        uint odd = 0, ampersands = 0, colons = 0, afterSlash = 0;
        int mark = -1;
        for (int pos = 0; pos < length; pos += Width)
        {
            Vector256<byte> block = bytes.Length - pos >= Width ? MemoryMarshal.Read<Vector256<byte>>(bytes[pos..]) : Last(bytes[pos..]);
            uint valid = uint.MaxValue >> Math.Max(0, Width - (length - pos));
            uint slashes = Bits(block, '/'), marks = (Bits(block, '?') | Bits(block, '#')) & valid;
            odd |= (((slashes << 1) | afterSlash) & Bits(block, '.') & valid) | (Odd(block).ExtractMostSignificantBits() & valid);
            ampersands |= Bits(block, '&') & valid;
            colons |= Bits(block, ':') & valid;
            afterSlash = slashes >> (Width - 1);
            if (mark < 0 && marks != 0)
                mark = pos + BitOperations.TrailingZeroCount(marks);
        }

        bool isSimple = odd == 0 && length > 0 && bytes[0] != '.';
        return new UrlShape(isSimple, ampersands != 0, colons != 0, mark);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector256<byte> Last(ReadOnlySpan<byte> bytes)
    {
        Span<byte> padded = stackalloc byte[Width];
        bytes.CopyTo(padded);
        return MemoryMarshal.Read<Vector256<byte>>(padded);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Bits(Vector256<byte> bytes, char value) =>
        Vector256.Equals(bytes, Vector256.Create((byte)value)).ExtractMostSignificantBits();

    /// <summary>What is no ASCII, control characters, space, <c>"%'&lt;&gt;\^`{}</c> and DEL.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Odd(Vector256<byte> bytes)
    {
        // Those that differ in this bit alone take one comparison for two.
        Vector256<byte> pairs = bytes | Vector256.Create((byte)2);
        return Vector256.LessThan(bytes.AsSByte(), Vector256.Create((sbyte)'!')).AsByte()
            | Is(pairs, '"') | Is(pairs, '\'') | Is(pairs, '>') | Is(pairs, '^') | Is(pairs, '\x7F') | Is(bytes, '`') | Is(bytes, '{');

        static Vector256<byte> Is(Vector256<byte> bytes, char value) => Vector256.Equals(bytes, Vector256.Create((byte)value));
    }
}
