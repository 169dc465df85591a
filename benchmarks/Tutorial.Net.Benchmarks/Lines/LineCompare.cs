using System.Diagnostics;
using System.Globalization;

namespace Tutorial.Net.Benchmarks.Lines;

/// <summary>Every rival in one run: alternating rounds over the same connection and data, medians, ratios to the limit.</summary>
internal static class LineCompare
{
    /// <summary>One rival's median.</summary>
    public sealed record Result(LineRival Rival, double Seconds, double AllocatedPerLine);

    /// <summary>Runs from the command line: lines [MEGABYTES] [ROUNDS] [NAME-PART].</summary>
    public static void Run(IReadOnlyList<string> args)
    {
        long megabytes = args.Count > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 512;
        int rounds = args.Count > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;
        LineRival[] rivals = [.. LineRival.All.Where(r => args.Count < 3 || r.Name == LineRival.Limit || r.Name.Contains(args[2], StringComparison.Ordinal))];
        foreach (int lineLength in (int[])[60, 12])
            Print(lineLength, megabytes, Measure(rivals, lineLength, megabytes, rounds));
    }

    /// <summary>The limit's result is the first.</summary>
    public static List<Result> Measure(IReadOnlyList<LineRival> rivals, int lineLength, long megabytes, int rounds)
    {
        byte[] block = LineData.Block(lineLength);
        foreach (LineRival rival in rivals)
            Once(rival, block, Math.Max(1, megabytes / 16), lineLength); // compiled by then
        var times = rivals.ToDictionary(r => r, _ => new List<double>());
        var allocated = rivals.ToDictionary(r => r, _ => new List<double>());
        for (int round = 0; round < rounds; round++)
        {
            // Every other round goes backwards: what a neighbour leaves behind (garbage, a warm cache) evens out.
            foreach (LineRival rival in round % 2 == 0 ? rivals : rivals.Reverse())
            {
                (double seconds, double bytes) = Once(rival, block, megabytes, lineLength);
                times[rival].Add(seconds);
                allocated[rival].Add(bytes);
            }
        }

        return [.. rivals.Select(r => new Result(r, Median(times[r]), Median(allocated[r])))];
    }

    public static void Print(int lineLength, long megabytes, List<Result> results)
    {
        double limit = results[0].Seconds;
        Console.WriteLine(Line($"{lineLength}-byte lines, {megabytes} MiB over loopback TCP"));
        Console.WriteLine(Line($"{"",-34}{"MB/s",8}{"ns/line",9}{"of limit",10}{"bytes/line",12}"));
        foreach (Result result in results)
        {
            double bytes = megabytes * 1048576.0;
            Console.WriteLine(Line(
                $"{result.Rival.Name,-34}{bytes / result.Seconds / 1e6,8:0}{result.Seconds * 1e9 / (bytes / lineLength),9:0.0}{limit / result.Seconds,10:0.00}{result.AllocatedPerLine,12:0.00}"));
        }

        Console.WriteLine();
    }

    private static (double Seconds, double AllocatedPerLine) Once(LineRival rival, byte[] block, long times, int lineLength)
    {
        GC.Collect();
        using LoopbackPeer peer = LoopbackPeer.Sending(block, times);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();
        long lines = rival.Run(peer.Socket);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        long expected = block.Length / lineLength * times;
        if (lines != expected)
            throw new InvalidOperationException($"{rival.Name} found {lines} lines of {expected}");
        return (seconds, (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / lines);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
