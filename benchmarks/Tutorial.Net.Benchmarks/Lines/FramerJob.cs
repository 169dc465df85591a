using System.Buffers;

namespace Tutorial.Net.Benchmarks.Lines;

/// <summary>The core alone: a block copied in 64 KiB at a time, as a receive would, and cut.</summary>
internal static class FramerJob
{
    private const int Chunk = 64 << 10;

    public static int Cut(LineFramer framer, ReadOnlySpan<byte> block)
    {
        int lines = 0;
        while (!block.IsEmpty)
        {
            ReadOnlySpan<byte> chunk = block[..Math.Min(Chunk, block.Length)];
            framer.Write(chunk);
            while (framer.TryRead(out _))
                lines++;
            block = block[chunk.Length..];
        }

        return lines;
    }
}
