using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tutorial.Net;

/// <summary>What a terminator's rule finds in one block. Structs implement it, so that the scan is compiled for each.</summary>
internal interface IBlockRule
{
    /// <summary>Bytes after a block that are read, too.</summary>
    int Reach { get; }

    /// <summary>Adds the ends in <paramref name="block"/>.</summary>
    void Settle(in Block block, ref LineEnds ends);
}

/// <summary>Walks over a buffer block by block: at a dozen bytes a line the cost of a search is the call and not the bytes.</summary>
internal static class TerminatorScanner
{
    /// <summary>The longest terminator, in bytes.</summary>
    public const int MaxTerminatorLength = 16;

    /// <summary>Length that the searched array must have at least: a block and the reach of the longest terminator.</summary>
    public const int MinBufferLength = Block.Length + MaxTerminatorLength - 1;

    /// <summary>Settles the ends in [<paramref name="from"/>, <paramref name="end"/>) until <paramref name="ends"/> is nearly
    /// full.</summary>
    /// <returns>Where it stopped.</returns>
    /// <remarks>The rule may read its reach after <paramref name="end"/>: the array must go on that far.</remarks>
    public static int Settle<TRule>(TRule rule, byte[] buffer, int from, int end, ref LineEnds ends)
        where TRule : struct, IBlockRule
    {
        Debug.Assert(buffer.Length >= MinBufferLength && from >= ends.Start && (from >= end || end + rule.Reach <= buffer.Length));
        // A copy, which lives in registers.
        LineEnds found = ends;
        ref byte bytes = ref MemoryMarshal.GetArrayDataReference(buffer);
        int at = from;
        for (; at <= end - Block.Length && found.HasRoom; at += Block.Length)
            rule.Settle(new Block(ref Unsafe.Add(ref bytes, at), at), ref found);
        if (at < end && at > end - Block.Length && found.HasRoom)
        {
            // What lies before the last bytes is read, too, rather than looping over them; the array is long enough, the hits are cut.
            int start = Math.Min(at, buffer.Length - Block.Length - rule.Reach);
            Debug.Assert(start >= 0 && start + Block.Length + rule.Reach <= buffer.Length);
            ulong valid = ulong.MaxValue >> (Block.Length - (end - at));
            rule.Settle(new Block(ref Unsafe.Add(ref bytes, start), at, at - start, valid), ref found);
            at = end;
        }

        ends = found;
        return at;
    }
}
