using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tutorial.Net;

/// <summary>64 bytes that are compared at once, or the fewer that are left at the end: one bit of an answer for each.</summary>
internal readonly ref struct Block
{
    public const int Length = 64;

    private readonly ref byte _bytes;
    private readonly int _shift;
    private readonly ulong _valid;

    /// <param name="bytes">The first of 64 bytes that may be read.</param>
    /// <param name="at">Index in the buffer of the first that belongs to the block.</param>
    /// <param name="shift">Bytes before that one.</param>
    /// <param name="valid">Bits of those that belong to the block.</param>
    public Block(ref byte bytes, int at, int shift = 0, ulong valid = ulong.MaxValue)
    {
        _bytes = ref bytes;
        At = at;
        _shift = shift;
        _valid = valid;
    }

    public int At { get; }

    /// <summary>The byte before the block.</summary>
    public byte Before => Unsafe.Add(ref _bytes, _shift - 1);

    /// <summary>The byte after a whole block.</summary>
    public byte After => Unsafe.Add(ref _bytes, Length);

    /// <summary>One bit for each byte that <paramref name="value"/> follows at <paramref name="distance"/>; 0 is the byte itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Find(byte value, int distance = 0) => (Equal(ref Unsafe.Add(ref _bytes, distance), value) >> _shift) & _valid;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Equal(ref byte bytes, byte value)
    {
        if (Vector512.IsHardwareAccelerated)
            return Vector512.Equals(Vector512.LoadUnsafe(ref bytes), Vector512.Create(value)).ExtractMostSignificantBits();
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<byte> wanted256 = Vector256.Create(value);
            return Vector256.Equals(Vector256.LoadUnsafe(ref bytes), wanted256).ExtractMostSignificantBits()
                | ((ulong)Vector256.Equals(Vector256.LoadUnsafe(ref bytes, 32), wanted256).ExtractMostSignificantBits() << 32);
        }

        Vector128<byte> wanted = Vector128.Create(value);
        return Vector128.Equals(Vector128.LoadUnsafe(ref bytes), wanted).ExtractMostSignificantBits()
            | ((ulong)Vector128.Equals(Vector128.LoadUnsafe(ref bytes, 16), wanted).ExtractMostSignificantBits() << 16)
            | ((ulong)Vector128.Equals(Vector128.LoadUnsafe(ref bytes, 32), wanted).ExtractMostSignificantBits() << 32)
            | ((ulong)Vector128.Equals(Vector128.LoadUnsafe(ref bytes, 48), wanted).ExtractMostSignificantBits() << 48);
    }
}
