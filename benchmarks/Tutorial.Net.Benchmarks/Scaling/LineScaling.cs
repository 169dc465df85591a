using Tutorial.Net.Benchmarks.Compare;
using Tutorial.Net.Benchmarks.Lines;

namespace Tutorial.Net.Benchmarks.Scaling;

/// <summary>LineFramer over memory, in chunks as a socket would give them, against the length of the lines.</summary>
internal static class LineScaling
{
    private const string Copy = "copy (memory bandwidth)";
    private const string Count = "count newlines";
    private const int Amount = 16 << 20;
    private const int Chunk = 64 << 10;

    public static ScalingStudy Study { get; } = new()
    {
        Part = "lines",
        Title = "LineFramer against the length of a line",
        Size = "line length, its LF counted",
        Sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1 << 10, 2 << 10, 4 << 10, 8 << 10, 16 << 10, 32 << 10, 64 << 10],
        SizeName = size => Figure.Bytes((long)size),
        Contest = Run,
        IsLimit = name => name is Copy or Count,
        Views =
        [
            new("", "Cutting lines in memory", "MB/s", (_, rate) => rate),
            new("-time", "Cutting lines in memory", "ns a line", (length, rate) => length * 1000 / rate),
        ],
    };

    private static ContestResult Run(int lineLength, int rounds)
    {
        byte[] block = LineData.Block(lineLength, Amount);
        byte[] copy = new byte[Chunk];
        using var framer = new LineFramer();
        return new Contest($"{lineLength} bytes a line", "MB", block.Length / 1e6)
            .Add(Copy, () =>
            {
                for (int at = 0; at < block.Length; at += Chunk)
                    ChunkAt(block, at).CopyTo(copy);
            })
            .Add(Count, () => Check(block.AsSpan().Count((byte)'\n'), block.Length / lineLength))
            .Add("IndexOf, line after line", () => Check(CountByIndexOf(block), block.Length / lineLength))
            .Add("LineFramer, the copy in included", () => Check(FramerJob.Cut(framer, block), block.Length / lineLength))
            .Run(rounds);
    }

    private static ReadOnlySpan<byte> ChunkAt(byte[] block, int at) => block.AsSpan(at, Math.Min(Chunk, block.Length - at));

    private static int CountByIndexOf(ReadOnlySpan<byte> rest)
    {
        int lines = 0;
        for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; lines++)
            rest = rest[(end + 1)..];
        return lines;
    }

    private static void Check(int lines, int expected)
    {
        if (lines != expected)
            throw new InvalidOperationException($"{lines} lines instead of {expected}.");
    }
}
