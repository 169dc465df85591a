using ScottPlot;
using ScottPlot.TickGenerators;

namespace Tutorial.Net.Benchmarks.Plots;

/// <summary>Logarithmic axes: ScottPlot draws logarithms, and is told what to call them.</summary>
internal static class Axis
{
    private static readonly int[] Factors = [1, 2, 5];

    /// <summary>Where a value lies on a logarithmic axis.</summary>
    public static double Log(double value) => Math.Log10(value);

    /// <summary>Marks each of the <paramref name="values"/>, or every <paramref name="every"/>th.</summary>
    public static void Mark(IAxis axis, IEnumerable<double> values, Func<double, string> name, int every = 1)
    {
        double[] all = [.. values];
        var ticks = new NumericManual();
        for (int i = 0; i < all.Length; i++)
        {
            if (i % every == 0)
                ticks.AddMajor(Log(all[i]), name(all[i]));
            else
                ticks.AddMinor(Log(all[i]));
        }

        axis.TickGenerator = ticks;
    }

    /// <summary>
    /// Marks the powers of ten about the values, and 2 and 5 times those where they are few, and has the axis begin and end at such a
    /// value.
    /// </summary>
    public static void MarkDecades(IAxis axis, IEnumerable<double> values, Func<double, string> name)
    {
        double[] all = [.. values.Where(value => value > 0)];
        double least = Steps(all.Min(), all.Max()).Last(step => step <= all.Min());
        double most = Steps(all.Min(), all.Max()).First(step => step >= all.Max() && step > least);
        bool few = most / least <= 1000;
        var ticks = new NumericManual();
        foreach (double step in Steps(least, most))
        {
            if (few || Math.Round(Log(step)) == Math.Round(Log(step), 6))
                ticks.AddMajor(Log(step), name(step));
            else
                ticks.AddMinor(Log(step));
        }

        axis.TickGenerator = ticks;
        (axis.Min, axis.Max) = (Log(least), Log(most));
    }

    /// <summary>1, 2, 5, 10, 20 … from below <paramref name="least"/> to above <paramref name="most"/>.</summary>
    private static IEnumerable<double> Steps(double least, double most) =>
        from exponent in Enumerable.Range((int)Math.Floor(Log(least)), (int)Math.Ceiling(Log(most)) - (int)Math.Floor(Log(least)) + 2)
        from factor in Factors
        select factor * Math.Pow(10, exponent);
}
