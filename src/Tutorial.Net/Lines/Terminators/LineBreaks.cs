using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <summary>Tells the CRs and LFs of a block apart. A CR at its end must have a successor in the buffer.</summary>
internal static class LineBreaks
{
    /// <summary>A bit for each CR that an LF follows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Pairs(in Block block, ulong cr, ulong lf)
    {
        ulong beforeLf = lf >> 1;
        if ((long)cr < 0 && block.After == '\n')
            beforeLf |= 1UL << 63;
        return cr & beforeLf;
    }

    /// <summary>A bit for each LF that belongs to no CR: nor to one that ended the block before, so that the line begins after
    /// it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong LoneLfs(in Block block, ulong lf, ulong pairs, int start) =>
        lf & ~(pairs << 1) & (start > block.At ? ~1UL : ulong.MaxValue);
}
