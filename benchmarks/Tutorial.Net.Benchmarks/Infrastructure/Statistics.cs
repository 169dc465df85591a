namespace Tutorial.Net.Benchmarks;

internal static class Statistics
{
    public static double Median(IEnumerable<double> values) => Quantile([.. values.Order()], 0.5);

    /// <summary>The value that a <paramref name="part"/> (0 to 1) of a sorted list does not exceed, between two neighbours by
    /// proportion.</summary>
    public static double Quantile(ReadOnlySpan<double> sorted, double part)
    {
        double place = part * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 == sorted.Length ? sorted[below] : sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]));
    }

    /// <summary>The value that a <paramref name="part"/> (0 to 1) of a sorted list does not exceed.</summary>
    public static int Percentile(ReadOnlySpan<int> sorted, double part) =>
        sorted[Math.Clamp((int)Math.Ceiling(part * sorted.Length) - 1, 0, sorted.Length - 1)];
}
