using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <summary>LF, and one CR before it.</summary>
internal sealed class LfRule : TerminatorRule
{
    public override ReadOnlySpan<byte> Bytes => "\n"u8;

    public override int Settle(byte[] buffer, int from, int end, ref LineEnds ends) =>
        TerminatorScanner.Settle(default(BlockRule), buffer, from, EndBeforeOpenCr(buffer, from, end), ref ends);

    private readonly struct BlockRule : IBlockRule
    {
        public int Reach => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Settle(in Block block, ref LineEnds ends)
        {
            ulong lf = block.Find((byte)'\n');
            if (lf == 0)
                return;
            ulong cr = block.Find((byte)'\r') << 1;
            if ((lf & 1) != 0 && block.At > ends.Start && block.Before == '\r')
                cr |= 1;
            if ((lf & cr) == 0)
            {
                ends.AddEach(lf, block.At, 1, LineEnding.Lf);
                return;
            }

            // Without a branch on what the peer chose, endings in turns cost what uniform ones do.
            for (; lf != 0; lf &= lf - 1)
            {
                int bit = BitOperations.TrailingZeroCount(lf);
                int isCrLf = (int)(cr >> bit) & 1;
                ends.Add(block.At + bit - isCrLf, 1 + isCrLf, LineEnding.Lf + (byte)isCrLf);
            }
        }
    }
}
