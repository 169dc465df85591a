using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <summary>CR LF; any other CR or LF is refused.</summary>
internal sealed class CrLfRule : TerminatorRule
{
    public override ReadOnlySpan<byte> Bytes => "\r\n"u8;

    public override int Settle(byte[] buffer, int from, int end, ref LineEnds ends) =>
        TerminatorScanner.Settle(default(BlockRule), buffer, from, EndBeforeOpenCr(buffer, from, end), ref ends);

    public override string DescribeBare(byte found) => found == '\n' ? "LF without a CR before it" : "CR without an LF after it";

    private readonly struct BlockRule : IBlockRule
    {
        public int Reach => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Settle(in Block block, ref LineEnds ends)
        {
            ulong cr = block.Find((byte)'\r');
            ulong lf = block.Find((byte)'\n');
            if ((cr | lf) == 0)
                return;
            ulong pairs = LineBreaks.Pairs(block, cr, lf);
            ulong bare = (cr & ~pairs) | LineBreaks.LoneLfs(block, lf, pairs, ends.Start);
            if (bare == 0)
            {
                ends.AddEach(pairs, block.At, 2, LineEnding.CrLf);
                return;
            }

            for (ulong all = pairs | bare; all != 0; all &= all - 1)
            {
                int bit = BitOperations.TrailingZeroCount(all);
                if ((bare >> bit & 1) == 0)
                    ends.Add(block.At + bit, 2, LineEnding.CrLf);
                else
                    ends.AddBare(block.At + bit);
            }
        }
    }
}
