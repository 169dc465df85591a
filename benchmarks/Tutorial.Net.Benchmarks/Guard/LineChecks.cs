using Tutorial.Net.Benchmarks.Lines;

namespace Tutorial.Net.Benchmarks.Guard;

internal static class LineChecks
{
    private const int LineLength = 32;
    private const int Chunk = 16 << 10;
    private const int Lines = Chunk / LineLength * 64;

    public static IEnumerable<AllocationCheck> All() => Framing().Concat(Reading()).Concat(Writing());

    private static IEnumerable<AllocationCheck> Framing()
    {
        byte[] block = LineData.Block(LineLength, Chunk);
        (string, LineTerminator)[] terminators =
        [
            ("Lf", LineTerminator.Lf), ("Universal", LineTerminator.Universal), ("Custom", LineTerminator.Custom("z\n"u8)),
        ];
        foreach ((string name, LineTerminator terminator) in terminators)
        {
            using var framer = new LineFramer(new LineOptions { Terminator = terminator, MaxLineLength = int.MaxValue >> 4 });
            byte[] lines = [.. block];
            for (int end = LineLength - 1; end < lines.Length; end += LineLength)
                lines[end - 1] = (byte)'z';
            yield return new AllocationCheck($"LineFramer, {name}, a line", Lines, count => Frame(framer, lines, count));
        }
    }

    private static IEnumerable<AllocationCheck> Reading()
    {
        using LoopbackPeer peer = LoopbackPeer.Sending(LineData.Block(LineLength), long.MaxValue);
        using var reader = new LineReader(peer.Socket);
        yield return new AllocationCheck("LineReader.TryRead, a line", Lines, count => Read(reader, count));
        yield return new AllocationCheck("LineReader.TryRead, async waits, a line", Lines, count => ReadAsync(reader, count).GetAwaiter().GetResult())
        {
            IsOnManyThreads = true,
            // A run that had to wait has a task of its own, one that had not has none: less than a byte an operation.
            AllowedBytes = Lines - 1,
        };
        // A string of 31 characters: header, length, characters, terminator, in eights.
        yield return new AllocationCheck("LineReader.ReadLine, a line", Lines, count => ReadStrings(reader, count))
        {
            AllowedBytes = Lines * (8L + 8 + 4 + (LineLength * 2) + 7 & ~7L),
        };
    }

    private static IEnumerable<AllocationCheck> Writing()
    {
        using LoopbackPeer peer = LoopbackPeer.Draining();
        using var writer = new LineWriter(peer.Socket);
        yield return new AllocationCheck("LineWriter.WriteLine, a line", Lines, count => Write(writer, count));
    }

    private static void Frame(LineFramer framer, byte[] lines, int count)
    {
        for (int framed = 0; framed < count; framed += Chunk / LineLength)
        {
            lines.CopyTo(framer.GetSpan(lines.Length));
            framer.Advance(lines.Length);
            while (framer.TryRead(out _))
            {
            }
        }
    }

    private static void Read(LineReader reader, int count)
    {
        for (int lines = 0; lines < count && reader.WaitToRead();)
        {
            while (lines < count && reader.TryRead(out _))
                lines++;
        }
    }

    private static async Task ReadAsync(LineReader reader, int count)
    {
        for (int lines = 0; lines < count && await reader.WaitToReadAsync().ConfigureAwait(false);)
        {
            while (lines < count && reader.TryRead(out _))
                lines++;
        }
    }

    private static void ReadStrings(LineReader reader, int count)
    {
        for (int lines = 0; lines < count; lines++)
            reader.ReadLine();
    }

    private static void Write(LineWriter writer, int count)
    {
        for (int lines = 0; lines < count; lines++)
            writer.WriteLine("a line of text like any other");
        writer.Flush();
    }
}
