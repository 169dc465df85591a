using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <summary>Bytes each of which ends a line; the first is written.</summary>
internal sealed class AnyOfRule(byte[] bytes) : TerminatorRule
{
    public override ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, 1);

    public override int Settle(byte[] buffer, int from, int end, ref LineEnds ends) =>
        TerminatorScanner.Settle(new BlockRule(bytes), buffer, from, end, ref ends);

    public override int FindBreak(ReadOnlySpan<byte> line, int length) => line[..length].IndexOfAny(bytes);

    private readonly struct BlockRule(byte[] bytes) : IBlockRule
    {
        public int Reach => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Settle(in Block block, ref LineEnds ends)
        {
            ulong hits = block.Find(bytes[0]);
            for (int i = 1; i < bytes.Length; i++)
                hits |= block.Find(bytes[i]);
            ends.AddEach(hits, block.At, 1, LineEnding.Custom);
        }
    }
}
