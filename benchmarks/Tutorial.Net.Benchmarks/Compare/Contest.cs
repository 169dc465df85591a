using System.Diagnostics;

namespace Tutorial.Net.Benchmarks.Compare;

/// <summary>
/// One job done by several contenders in turn, round after round, so that a machine whose speed drifts slows all of them alike.
/// </summary>
/// <param name="title">What the job is.</param>
/// <param name="unit">What is counted, in the singular: MB, line, event.</param>
/// <param name="unitsPerRun">How many of them one run handles.</param>
internal sealed class Contest(string title, string unit, double unitsPerRun)
{
    // The compiler takes its second and third look after a tenth of a second each.
    private static readonly TimeSpan WarmUpSlice = TimeSpan.FromSeconds(0.15);

    // It takes them after thirty runs, and after thirty more. A run is often one long loop: few runs a slice, and slice after slice as
    // slow as the one before, until then.
    private const int WarmUpRuns = 60;
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromSeconds(2);

    // Long enough that a contender's garbage is collected in its own turn, and a single interruption is a small part of it.
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(0.05);

    private readonly List<(string Name, Action Run)> _contenders = [];

    /// <summary>Contests of one group ask one question at several sizes, and share a picture.</summary>
    public string? Group { get; init; }

    /// <summary>Adds a contender; the first one is the baseline of the ratios.</summary>
    public Contest Add(string name, Action run)
    {
        _contenders.Add((name, run));
        return this;
    }

    /// <summary>
    /// A warm-up for each, then <paramref name="rounds"/> of one turn each, every round beginning with another contender. A turn is as
    /// many runs as take a twentieth of a second.
    /// </summary>
    public ContestResult Run(int rounds)
    {
        var seconds = _contenders.ConvertAll(_ => new double[rounds]);
        var allocated = _contenders.ConvertAll(_ => new double[rounds]);
        foreach ((_, Action run) in _contenders)
        {
            // A single round shows that it works, and no speed.
            if (rounds > 1)
                WarmUp(run);
        }

        for (int round = 0; round < rounds; round++)
        {
            for (int turn = 0; turn < _contenders.Count; turn++)
            {
                int who = (turn + round) % _contenders.Count;
                // What the contender before left behind is not this one's to collect.
                GC.Collect();
                GC.WaitForPendingFinalizers();
                long bytes = GC.GetTotalAllocatedBytes(precise: true);
                (int runs, TimeSpan elapsed) = RunFor(Turn, _contenders[who].Run);
                seconds[who][round] = elapsed.TotalSeconds / runs;
                allocated[who][round] = (double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / runs;
            }
        }

        return new ContestResult(title, Group, unit, rounds, [.. _contenders.Select((contender, who) => Row(contender.Name, who))]);

        ContestRow Row(string name, int who)
        {
            double[] ratios = [.. seconds[who].Zip(seconds[0], (mine, baseline) => baseline / mine).Order()];
            double[] speeds = [.. seconds[who].Select(second => unitsPerRun / second).Order()];
            double speed = Statistics.Quantile(speeds, 0.5);
            return new ContestRow(
                name, speed, Statistics.Quantile(speeds, 0.25), Statistics.Quantile(speeds, 0.75),
                speed * Statistics.Median(seconds[0]) / unitsPerRun, Statistics.Quantile(ratios, 0.25), Statistics.Quantile(ratios, 0.75),
                Statistics.Median(allocated[who]) / unitsPerRun);
        }
    }

    /// <summary>Until it is compiled for good and gets no faster, twice: one slow slice on a busy machine proves nothing.</summary>
    private static void WarmUp(Action run)
    {
        double best = double.MaxValue;
        int total = 0;
        long start = Stopwatch.GetTimestamp();
        for (int slower = 0; slower < 2 || (total < WarmUpRuns && Stopwatch.GetElapsedTime(start) < LongestWarmUp);)
        {
            (int runs, TimeSpan elapsed) = RunFor(WarmUpSlice, run);
            double now = elapsed.TotalSeconds / runs;
            slower = now < best * 0.9 ? 0 : slower + 1;
            best = Math.Min(best, now);
            total += runs;
        }
    }

    private static (int Runs, TimeSpan Elapsed) RunFor(TimeSpan least, Action run)
    {
        long start = Stopwatch.GetTimestamp();
        int runs = 0;
        TimeSpan elapsed;
        do
        {
            run();
            runs++;
            elapsed = Stopwatch.GetElapsedTime(start);
        }
        while (elapsed < least);
        return (runs, elapsed);
    }
}
