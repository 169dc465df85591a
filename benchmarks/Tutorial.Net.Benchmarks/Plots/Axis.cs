using ScottPlot;
using ScottPlot.TickGenerators;

namespace Tutorial.Net.Benchmarks.Plots;

/// <summary>Logarithmic axes: ScottPlot draws logarithms, and is told what to call them.</summary>
internal static class Axis
{
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

    /// <summary>Marks 1, 10, 100 … about the values, and 2 and 5 times those where they are few, and sets the limits to whole marks.</summary>
    public static void MarkDecades(IAxis axis, IEnumerable<double> values, Func<double, string> name)
    {
        double[] all = [.. values.Where(value => value > 0)];
        int first = (int)Math.Floor(Log(all.Min()));
        int last = (int)Math.Ceiling(Log(all.Max()));
        if (first == last)
            last++;
        var ticks = new NumericManual();
        bool few = last - first <= 3;
        for (int exponent = first; exponent <= last; exponent++)
        {
            for (int factor = 1; factor <= 9; factor++)
            {
                double value = factor * Math.Pow(10, exponent);
                if (factor == 1 || (few && factor is 2 or 5))
                    ticks.AddMajor(Log(value), name(value));
                else
                    ticks.AddMinor(Log(value));
            }
        }

        axis.TickGenerator = ticks;
        (axis.Min, axis.Max) = (first, last);
    }
}
