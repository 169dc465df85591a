using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tutorial.Net;

/// <summary>
/// Where the next byte stands that ends something, by one look at 32 bytes. Names and values are short: a loop over them costs a
/// mispredicted branch each, which is more than the look.
/// </summary>
internal static class Stops
{
    private const int Width = 32;

    /// <summary>The next <c>&lt;</c> from <paramref name="pos"/> on; the end without one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LessThan(ReadOnlySpan<byte> data, int pos)
    {
        if (data.Length - pos >= Width)
        {
            uint found = Vector256.Equals(Load(data, pos), Vector256.Create((byte)'<')).ExtractMostSignificantBits();
            if (found != 0)
                return pos + BitOperations.TrailingZeroCount(found);
            pos += Width;
        }

        return IndexOf(data, pos, (byte)'<');
    }

    /// <summary>Where a tag's name ends: white space, <c>/</c> or <c>&gt;</c>; the end of the data without any.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int NameEnd(ReadOnlySpan<byte> data, int pos)
    {
        if (data.Length - pos >= Width)
        {
            Vector256<byte> bytes = Load(data, pos);
            uint found = (Vector256.LessThanOrEqual(bytes, Vector256.Create((byte)' ')) | Vector256.Equals(bytes, Vector256.Create((byte)'/'))
                | Vector256.Equals(bytes, Vector256.Create((byte)'>'))).ExtractMostSignificantBits();
            if (found != 0)
                pos += BitOperations.TrailingZeroCount(found);
        }

        // Of the control characters only some end a name.
        while (pos < data.Length && !IsNameEnd(data[pos]))
            pos++;
        return pos;
    }

    /// <summary>Behind the attributes that <see cref="TryReadQuoted"/> reads.</summary>
    public static int SkipQuoted(ReadOnlySpan<byte> data, int pos)
    {
        while (TryReadQuoted(data, pos, out _, out int end))
            pos = end + 1;
        return pos;
    }

    /// <summary>
    /// Reads an attribute that is written as nearly all are: one space, the name, <c>=</c>, and a value in quotes, all of it in the
    /// data and the data reaching further.
    /// </summary>
    /// <param name="data">The bytes at hand.</param>
    /// <param name="pos">Where the space stands, in the state before an attribute's name.</param>
    /// <param name="equals">Where the <c>=</c> stands.</param>
    /// <param name="end">Where the closing quote stands.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadQuoted(ReadOnlySpan<byte> data, int pos, out int equals, out int end)
    {
        equals = end = 0;
        if (data.Length - pos < Width + 3 || data[pos] != ' ')
            return false;
        Vector256<byte> name = Load(data, pos + 1);
        uint stops = (Vector256.LessThanOrEqual(name, Vector256.Create((byte)' ')) | Vector256.Equals(name, Vector256.Create((byte)'/'))
            | Vector256.Equals(name, Vector256.Create((byte)'=')) | Vector256.Equals(name, Vector256.Create((byte)'>')))
            .ExtractMostSignificantBits();
        int length = BitOperations.TrailingZeroCount(stops);
        equals = pos + 1 + length;
        byte quote = data[equals + 1];
        if (length is 0 or Width || data[equals] != '=' || quote is not ((byte)'"' or (byte)'\''))
            return false;
        end = equals + 2;
        if (data.Length - end >= Width)
        {
            uint found = Vector256.Equals(Load(data, end), Vector256.Create(quote)).ExtractMostSignificantBits();
            if (found != 0)
            {
                end += BitOperations.TrailingZeroCount(found);
                return true;
            }

            end += Width;
        }

        end = IndexOf(data, end, quote);
        return end < data.Length;
    }

    private static bool IsNameEnd(byte b) => b is (byte)'>' or (byte)'/' or (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\f' or (byte)'\r';

    private static int IndexOf(ReadOnlySpan<byte> data, int pos, byte value)
    {
        int length = data[pos..].IndexOf(value);
        return length < 0 ? data.Length : pos + length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Load(ReadOnlySpan<byte> data, int pos) =>
        MemoryMarshal.Read<Vector256<byte>>(data.Slice(pos, Width));
}
