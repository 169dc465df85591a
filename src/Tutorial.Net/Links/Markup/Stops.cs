using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tutorial.Net;

/// <summary>
/// Where the next byte stands that ends something, by one look at 64 bytes for all that ends in them. A search each would wait for
/// the one before it: that wait, not the work, is what a short tag costs.
/// </summary>
/// <remarks>The positions asked for ascend. With less than 64 bytes at hand it finds nothing: the states read those.</remarks>
internal struct Stops
{
    private const int Width = 64;

    private int _at;
    // Of the 64 bytes from there on, a bit each.
    private ulong _lessThan;
    private ulong _nameEnds;
    private ulong _quotes;

    /// <summary>The next <c>&lt;</c> from <paramref name="pos"/> on; the end of the data if it cannot tell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int LessThan(ReadOnlySpan<byte> data, int pos)
    {
        ulong found = From(_lessThan, pos);
        return found != 0 ? pos + BitOperations.TrailingZeroCount(found) : FindLessThan(data, pos);
    }

    /// <summary>
    /// Where a tag's or an attribute's name ends, for which every control character, <c>/</c>, <c>=</c> and <c>&gt;</c> counts; the end
    /// of the data if it cannot tell.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NameEnd(ReadOnlySpan<byte> data, int pos)
    {
        ulong found = From(_nameEnds, pos);
        if (found == 0)
        {
            Look(data, pos);
            found = _nameEnds;
        }

        return found != 0 ? pos + BitOperations.TrailingZeroCount(found) : data.Length;
    }

    /// <summary>
    /// Reads an attribute that is written as nearly all are: one space, the name, <c>=</c>, and a value in quotes, all of it in the
    /// data.
    /// </summary>
    /// <param name="data">The bytes at hand.</param>
    /// <param name="pos">Where the space stands, in the state before an attribute's name.</param>
    /// <param name="equals">Where the <c>=</c> stands.</param>
    /// <param name="end">Where the closing quote stands.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadAttribute(ReadOnlySpan<byte> data, int pos, out int equals, out int end)
    {
        equals = end = 0;
        if (pos >= data.Length || data[pos] != ' ')
            return false;
        equals = NameEnd(data, pos + 1);
        if (equals >= data.Length - 1 || equals == pos + 1 || data[equals] != '=')
            return false;
        byte quote = data[equals + 1];
        if (quote is not ((byte)'"' or (byte)'\''))
            return false;
        end = equals + 2;
        ulong found = From(_quotes, end);
        end = found != 0 ? end + BitOperations.TrailingZeroCount(found) : FindQuote(data, end, quote);
        if (end < data.Length && data[end] != quote)
            end = FindQuote(data, end, quote);
        return end < data.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ulong From(ulong bits, int pos)
    {
        int distance = pos - _at;
        return distance < Width ? bits >> distance : 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int FindLessThan(ReadOnlySpan<byte> data, int pos)
    {
        Look(data, pos);
        return _lessThan != 0 ? pos + BitOperations.TrailingZeroCount(_lessThan) : Search(data, pos, (byte)'<');
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int FindQuote(ReadOnlySpan<byte> data, int pos, byte quote)
    {
        Look(data, pos);
        for (ulong found = _quotes; found != 0; found &= found - 1)
        {
            int end = pos + BitOperations.TrailingZeroCount(found);
            if (data[end] == quote)
                return end;
        }

        return Search(data, pos, quote);
    }

    private int Search(ReadOnlySpan<byte> data, int pos, byte value)
    {
        int length = data[pos..].IndexOf(value);
        if (length < 0)
            return data.Length;
        Look(data, pos + length);
        return pos + length;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Look(ReadOnlySpan<byte> data, int pos)
    {
        _at = pos;
        _lessThan = _nameEnds = _quotes = 0;
        if (data.Length - pos < Width)
            return;
        ReadOnlySpan<byte> bytes = data.Slice(pos, Width);
        var low = MemoryMarshal.Read<Vector256<byte>>(bytes);
        var high = MemoryMarshal.Read<Vector256<byte>>(bytes[Vector256<byte>.Count..]);
        _lessThan = Bits(Vector256.Equals(low, Vector256.Create((byte)'<')), Vector256.Equals(high, Vector256.Create((byte)'<')));
        _nameEnds = Bits(EndsName(low), EndsName(high));
        _quotes = Bits(IsQuote(low), IsQuote(high));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> EndsName(Vector256<byte> bytes) =>
        Vector256.LessThanOrEqual(bytes, Vector256.Create((byte)' ')) | Vector256.Equals(bytes, Vector256.Create((byte)'/'))
        | Vector256.Equals(bytes, Vector256.Create((byte)'=')) | Vector256.Equals(bytes, Vector256.Create((byte)'>'));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> IsQuote(Vector256<byte> bytes) =>
        Vector256.Equals(bytes, Vector256.Create((byte)'"')) | Vector256.Equals(bytes, Vector256.Create((byte)'\''));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bits(Vector256<byte> low, Vector256<byte> high) =>
        low.ExtractMostSignificantBits() | (ulong)high.ExtractMostSignificantBits() << 32;
}
