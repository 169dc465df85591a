using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <summary>LF, CR LF or CR. A CR with nothing after it ends its line at once; an LF that follows later belongs to it.</summary>
internal sealed class UniversalRule : TerminatorRule
{
    public override ReadOnlySpan<byte> Bytes => "\n"u8;

    public override int Settle(byte[] buffer, int from, int end, ref LineEnds ends) =>
        TerminatorScanner.Settle(default(BlockRule), buffer, from, EndBeforeOpenCr(buffer, from, end), ref ends);

    public override LineEnding EndEarly(ReadOnlySpan<byte> rest) => rest is [(byte)'\r'] ? LineEnding.Cr : LineEnding.None;

    public override bool GoesOnWith(byte next) => next == '\n';

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
            ulong all = cr | LineBreaks.LoneLfs(block, lf, pairs, ends.Start);
            if (cr == 0)
            {
                ends.AddEach(all, block.At, 1, LineEnding.Lf);
                return;
            }

            // Without a branch on what the peer chose, endings in turns cost what uniform ones do.
            for (; all != 0; all &= all - 1)
            {
                int bit = BitOperations.TrailingZeroCount(all);
                int isPair = (int)(pairs >> bit) & 1;
                int isCr = (int)(cr >> bit) & 1;
                ends.Add(block.At + bit, 1 + isPair, LineEnding.Lf + (byte)(isCr + isCr - isPair));
            }
        }
    }
}
