using System.Diagnostics;

namespace Tutorial.Net.Benchmarks.Compare;

/// <summary>
/// One job done by several contenders in turn, round after round, so that a machine whose speed drifts slows all of them alike.
/// </summary>
/// <param name="title">What the job is.</param>
/// <param name="unit">What is counted: MB, lines, events.</param>
/// <param name="unitsPerRun">How many of them one run handles.</param>
internal sealed class Contest(string title, string unit, double unitsPerRun)
{
    // The compiler takes its second look after a tenth of a second.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.2);

    private readonly List<(string Name, Action Run)> _contenders = [];

    /// <summary>Adds a contender; the first one is the baseline of the ratios.</summary>
    public Contest Add(string name, Action run)
    {
        _contenders.Add((name, run));
        return this;
    }

    /// <summary>One round to warm up, then <paramref name="rounds"/> that count, each beginning with another contender.</summary>
    public ContestResult Run(int rounds)
    {
        var seconds = _contenders.ConvertAll(_ => new double[rounds]);
        var allocated = _contenders.ConvertAll(_ => new double[rounds]);
        for (int round = -1; round < rounds; round++)
        {
            for (int turn = 0; turn < _contenders.Count; turn++)
            {
                int who = (turn + Math.Max(round, 0)) % _contenders.Count;
                long bytes = GC.GetTotalAllocatedBytes(precise: true);
                long start = Stopwatch.GetTimestamp();
                _contenders[who].Run();
                double elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
                if (round < 0)
                {
                    while (Stopwatch.GetElapsedTime(start) < WarmUp)
                        _contenders[who].Run();
                    continue;
                }

                seconds[who][round] = elapsed;
                allocated[who][round] = GC.GetTotalAllocatedBytes(precise: true) - bytes;
            }
        }

        return new ContestResult(title, unit, rounds, _contenders.Select((contender, who) => Row(contender.Name, who)).ToList());

        ContestRow Row(string name, int who)
        {
            double[] ratios = [.. seconds[who].Zip(seconds[0], (mine, baseline) => baseline / mine)];
            return new ContestRow(
                name, unitsPerRun / Statistics.Median(seconds[who]), Statistics.Median(ratios), ratios.Min(), ratios.Max(), Statistics.Median(allocated[who]) / unitsPerRun);
        }
    }
}

/// <param name="Name">The contender.</param>
/// <param name="UnitsPerSecond">Median over the rounds.</param>
/// <param name="Ratio">Speed against the baseline's of the same round, median: 2 is twice as fast.</param>
/// <param name="LeastRatio">The worst round.</param>
/// <param name="MostRatio">The best round.</param>
/// <param name="BytesPerUnit">Allocated in the whole process.</param>
internal sealed record ContestRow(
    string Name, double UnitsPerSecond, double Ratio, double LeastRatio, double MostRatio, double BytesPerUnit);

internal sealed record ContestResult(string Title, string Unit, int Rounds, IReadOnlyList<ContestRow> Rows);
