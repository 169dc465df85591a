namespace Tutorial.Net.Load.Soak;

/// <summary>The straight line through points with the least squares.</summary>
internal static class Trend
{
    /// <returns>How much a value rises an hour.</returns>
    public static double PerHour(IReadOnlyList<SoakSample> samples, Func<SoakSample, double> value)
    {
        double meanTime = samples.Average(sample => sample.Seconds);
        double meanValue = samples.Average(value);
        double slope = samples.Sum(sample => (sample.Seconds - meanTime) * (value(sample) - meanValue))
            / samples.Sum(sample => (sample.Seconds - meanTime) * (sample.Seconds - meanTime));
        return slope * 3_600;
    }
}
