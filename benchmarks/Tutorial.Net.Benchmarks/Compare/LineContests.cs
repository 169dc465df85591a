using Tutorial.Net.Benchmarks.Lines;

namespace Tutorial.Net.Benchmarks.Compare;

/// <summary>Lines over loopback TCP by every rival, beside a loop that only counts newlines, which none of them can beat.</summary>
internal static class LineContests
{
    private static readonly int[] LineLengths = [60, 12];

    /// <summary>Mebibytes a run.</summary>
    public static int Amount { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("LINES_MEBIBYTES"), out int amount) ? amount : 64;

    public static IEnumerable<Func<int, ContestResult>> All() =>
        LineLengths.Select(length => (Func<int, ContestResult>)(rounds => Read(length, rounds)));

    private static ContestResult Read(int lineLength, int rounds)
    {
        byte[] block = LineData.Block(lineLength);
        long lines = (long)block.Length / lineLength * Amount;
        var contest = new Contest($"{lineLength}-byte lines, {Amount} MiB over loopback TCP", "line", lines);
        foreach (LineRival rival in LineRival.All)
        {
            contest.Add(rival.Name, () =>
            {
                using LoopbackPeer peer = LoopbackPeer.Sending(block, Amount);
                long found = rival.Run(peer.Socket);
                if (found != lines)
                    throw new InvalidOperationException($"{rival.Name} found {found} lines of {lines}.");
            });
        }

        return contest.Run(rounds);
    }
}
