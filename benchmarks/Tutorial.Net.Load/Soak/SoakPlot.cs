using ScottPlot;
using ScottPlot.Plottables;
using Tutorial.Net.Benchmarks.Plots;

namespace Tutorial.Net.Load.Soak;

internal static class SoakPlot
{
    private const double Mebibyte = 1 << 20;

    /// <summary>Draws soak.svg and soak.png.</summary>
    public static void Draw(IReadOnlyList<SoakSample> samples, string folder)
    {
        Chart chart = new(panelHeight: 260);
        double[] minutes = [.. samples.Select(sample => sample.Seconds / 60)];
        Add("Live heap after a full collection", "MiB", ("live heap", sample => sample.Heap / Mebibyte));
        Add("Resident memory", "MiB", ("resident", sample => sample.Resident / Mebibyte));
        Add("Descriptors and threads", "count", ("descriptors", sample => sample.Descriptors), ("threads", sample => sample.Threads));
        Add("How late the server's thread was at most between two samples", "ms", ("lag", sample => sample.LagMilliseconds));
        Add("Lines that came back", "millions", ("lines", sample => sample.Lines / 1e6));
        chart.Save(folder, "soak");

        void Add(string title, string unit, params (string Name, Func<SoakSample, double> Value)[] lines)
        {
            Plot panel = chart.AddPanel(title, "minutes", unit);
            for (int i = 0; i < lines.Length; i++)
            {
                Scatter line = panel.Add.ScatterLine(minutes, [.. samples.Select(lines[i].Value)], Curves.ColorOf(i));
                line.LegendText = lines[i].Name;
                line.LineWidth = 1.5f;
            }

            panel.Axes.SetLimitsX(0, minutes[^1]);
            panel.Axes.SetLimitsY(0, lines.Max(line => samples.Max(line.Value)) * 1.1);
            panel.ShowLegend(Alignment.LowerRight);
        }
    }
}
