namespace Tutorial.Net.Benchmarks.Cold;

/// <summary>What came of one page.</summary>
/// <param name="Title">What the page is.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Rounds">How many fresh processes each had.</param>
/// <param name="Rows">The contenders, the baseline first.</param>
internal sealed record ColdResult(string Title, int Bytes, int Rounds, IReadOnlyList<ColdRow> Rows);

/// <summary>What one contender did: medians over its processes, times in seconds.</summary>
/// <param name="Name">The contender.</param>
/// <param name="First">The first page, from loading the assembly to the last link.</param>
/// <param name="Fast">A quarter of the processes were faster.</param>
/// <param name="Slow">A quarter of the processes were slower.</param>
/// <param name="Ratio">Its first page's time against the baseline's of the same round: 2 takes twice as long.</param>
/// <param name="Second">The same page again.</param>
/// <param name="Compiling">Of the first page, what the just-in-time compiler took.</param>
/// <param name="Methods">How many methods it compiled meanwhile.</param>
/// <param name="Links">How many links there are.</param>
internal sealed record ColdRow(
    string Name, double First, double Fast, double Slow, double Ratio, double Second, double Compiling, double Methods, double Links)
{
    public static ColdRow Of(string name, List<double[]> runs, List<double[]> baseline)
    {
        double[] first = [.. runs.Select(run => run[0]).Order()];
        return new ColdRow(
            name, Statistics.Quantile(first, 0.5), Statistics.Quantile(first, 0.25), Statistics.Quantile(first, 0.75),
            Statistics.Median(runs.Zip(baseline, (mine, theirs) => mine[0] / theirs[0])),
            Middle(1), Middle(2), Middle(3), Middle(4));

        double Middle(int figure) => Statistics.Median(runs.Select(run => run[figure]));
    }
}
