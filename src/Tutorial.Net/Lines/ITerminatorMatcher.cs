using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <summary>Looks at a block of 64 bytes for the first bytes of terminators. Structs, so that the scan is compiled for each.</summary>
internal interface ITerminatorMatcher
{
    /// <summary>How many bytes beyond the block are read.</summary>
    int Reach { get; }

    /// <summary>One bit for each of the 64 positions at which a terminator may begin.</summary>
    /// <param name="bytes">The block.</param>
    /// <param name="suspects">Gets bits, where the meaning of a hit is not certain: its line may end otherwise than the others.</param>
    ulong Match(ref byte bytes, ref ulong suspects);
}

/// <summary>A terminator of one byte.</summary>
internal readonly struct SingleByteMatcher(byte value) : ITerminatorMatcher
{
    public int Reach => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Match(ref byte bytes, ref ulong suspects) => TerminatorScanner.Equal(ref bytes, value);
}

/// <summary>Every LF. A CR is suspect: its line may end otherwise.</summary>
internal readonly struct LineFeedMatcher : ITerminatorMatcher
{
    public int Reach => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Match(ref byte bytes, ref ulong suspects)
    {
        suspects |= TerminatorScanner.Equal(ref bytes, (byte)'\r');
        return TerminatorScanner.Equal(ref bytes, (byte)'\n');
    }
}

/// <summary>Every CR and every LF; what they mean together is decided where lines are cut.</summary>
internal readonly struct BreakMatcher : ITerminatorMatcher
{
    public int Reach => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Match(ref byte bytes, ref ulong suspects)
    {
        ulong hits = TerminatorScanner.Equal(ref bytes, (byte)'\r') | TerminatorScanner.Equal(ref bytes, (byte)'\n');
        suspects |= hits;
        return hits;
    }
}

/// <summary>The first and the last byte of a longer terminator at their distance: few hits are false, and what a prefix that
/// repeats (<c>aab</c> in <c>aaab</c>) would mislead, a search by position does not.</summary>
internal readonly struct FirstAndLastMatcher(byte first, byte last, int reach) : ITerminatorMatcher
{
    public int Reach => reach;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Match(ref byte bytes, ref ulong suspects)
    {
        ulong hits = TerminatorScanner.Equal(ref bytes, first) & TerminatorScanner.Equal(ref Unsafe.Add(ref bytes, reach), last);
        suspects |= hits;
        return hits;
    }
}
