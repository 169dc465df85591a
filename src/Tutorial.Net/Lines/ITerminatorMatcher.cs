using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <summary>Looks at a block of 64 bytes for the first bytes of terminators. Structs, so that the scan is compiled for each.</summary>
internal interface ITerminatorMatcher
{
    /// <summary>How many bytes beyond the block are read.</summary>
    int Reach { get; }

    /// <summary>One bit for each of the 64 positions at which a terminator may begin.</summary>
    ulong Match(ref byte bytes);
}

/// <summary>A terminator of one byte.</summary>
internal readonly struct SingleByteMatcher(byte value) : ITerminatorMatcher
{
    public int Reach => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Match(ref byte bytes) => TerminatorScanner.Equal(ref bytes, value);
}

/// <summary>Every CR and every LF; what they mean together is decided where lines are cut.</summary>
internal readonly struct BreakMatcher : ITerminatorMatcher
{
    public int Reach => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Match(ref byte bytes) =>
        TerminatorScanner.Equal(ref bytes, (byte)'\r') | TerminatorScanner.Equal(ref bytes, (byte)'\n');
}

/// <summary>The first and the last byte of a longer terminator at their distance: few hits are false, and what a prefix that
/// repeats (<c>aab</c> in <c>aaab</c>) would mislead, a search by position does not.</summary>
internal readonly struct FirstAndLastMatcher(byte first, byte last, int reach) : ITerminatorMatcher
{
    public int Reach => reach;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Match(ref byte bytes) =>
        TerminatorScanner.Equal(ref bytes, first) & TerminatorScanner.Equal(ref Unsafe.Add(ref bytes, reach), last);
}
