using System.Diagnostics;

namespace Tutorial.Net;

/// <summary>All that is known of one terminator, by it alone: where lines end, and what a writer writes. Stateless.</summary>
internal abstract class TerminatorRule
{
    /// <summary>What a writer puts after a line.</summary>
    public abstract ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Settles the ends of lines in [<paramref name="from"/>, <paramref name="end"/>), or of as many as fit. Leaves the last
    /// bytes for later where what follows them decides.</summary>
    /// <param name="buffer">At least <see cref="TerminatorScanner.MinBufferLength"/> bytes long.</param>
    /// <param name="from">Where to begin: at or after the beginning of the line, with no terminator between.</param>
    /// <param name="end">Where the bytes end, for now.</param>
    /// <param name="ends">Takes the ends.</param>
    /// <returns>Index before which everything is settled.</returns>
    public abstract int Settle(byte[] buffer, int from, int end, ref LineEnds ends);

    /// <summary>What ends a line when <paramref name="rest"/> is all there is that <see cref="Settle"/> left for later. None: nothing
    /// does, and more must come.</summary>
    public virtual LineEnding EndEarly(ReadOnlySpan<byte> rest) => LineEnding.None;

    /// <summary>Whether <paramref name="next"/> belongs to the terminator that <see cref="EndEarly"/> has taken for whole.</summary>
    public virtual bool GoesOnWith(byte next) => false;

    /// <summary>Where a reader would cut <paramref name="line"/>, which is a text of <paramref name="length"/> bytes and
    /// <see cref="Bytes"/>, within the text; negative or not less than the length for nowhere.</summary>
    public virtual int FindBreak(ReadOnlySpan<byte> line, int length) => line[..length].IndexOfAny((byte)'\r', (byte)'\n');

    /// <summary>Says what is wrong with a bare byte that <see cref="Settle"/> found.</summary>
    public virtual string DescribeBare(byte found) => throw new UnreachableException("This terminator refuses no byte.");

    /// <summary>The end of what is to be settled, when a CR at the very end waits for the byte after it.</summary>
    protected static int EndBeforeOpenCr(byte[] buffer, int from, int end) => end > from && buffer[end - 1] == '\r' ? end - 1 : end;
}
