using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <summary>One byte, whichever it is.</summary>
internal sealed class SingleByteRule(byte[] bytes) : TerminatorRule
{
    public override ReadOnlySpan<byte> Bytes => bytes;

    public override int Settle(byte[] buffer, int from, int end, ref LineEnds ends) =>
        TerminatorScanner.Settle(new BlockRule(bytes[0]), buffer, from, end, ref ends);

    public override int FindBreak(ReadOnlySpan<byte> line, int length) => line[..length].IndexOf(bytes[0]);

    private readonly struct BlockRule(byte value) : IBlockRule
    {
        public int Reach => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Settle(in Block block, ref LineEnds ends) => ends.AddEach(block.Find(value), block.At, 1, LineEnding.Custom);
    }
}
