using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <summary>Two bytes or more, which end a line together.</summary>
internal sealed class CustomRule(byte[] bytes) : TerminatorRule
{
    public override ReadOnlySpan<byte> Bytes => bytes;

    public override int Settle(byte[] buffer, int from, int end, ref LineEnds ends) =>
        TerminatorScanner.Settle(new BlockRule(buffer, bytes), buffer, from, end - (bytes.Length - 1), ref ends);

    // Together with the terminator, the text's last bytes may hold it earlier.
    public override int FindBreak(ReadOnlySpan<byte> line, int length) => line.IndexOf(bytes);

    private readonly struct BlockRule(byte[] buffer, byte[] bytes) : IBlockRule
    {
        public int Reach => bytes.Length - 1;

        /// <summary>The first and the last byte are sought at their distance: few hits are false, and a prefix that repeats
        /// (<c>aab</c> in <c>aaab</c>) misleads nobody.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Settle(in Block block, ref LineEnds ends)
        {
            for (ulong hits = block.Find(bytes[0]) & block.Find(bytes[^1], Reach); hits != 0; hits &= hits - 1)
            {
                int at = block.At + BitOperations.TrailingZeroCount(hits);
                if (at >= ends.Start && (bytes.Length == 2 || buffer.AsSpan(at, bytes.Length).SequenceEqual(bytes)))
                    ends.Add(at, bytes.Length, LineEnding.Custom);
            }
        }
    }
}
