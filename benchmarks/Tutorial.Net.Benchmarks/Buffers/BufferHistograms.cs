using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;
using Tutorial.Net.Benchmarks.Plots;

namespace Tutorial.Net.Benchmarks.Buffers;

/// <summary>How large the chunks were: a panel for each of a few buffers and each size of the sender's writes.</summary>
internal static class BufferHistograms
{
    private static readonly int[] Preferred = [4 << 10, 64 << 10, 1 << 20];

    public static void Draw(BufferResults results, string folder)
    {
        int[] sizes = [.. Preferred.Intersect(results.BufferSizes)];
        if (sizes.Length == 0)
            sizes = [results.BufferSizes[^1]];
        var chart = new Chart(panelHeight: 260);
        // The same range for all, so that they can be compared.
        BufferResult[] all = [.. results.Rows.Where(row => sizes.Contains(row.Cell.BufferSize))];
        int least = all.Min(row => FirstUsed(row.Histogram));
        int most = all.Max(row => row.Histogram.Count - 1);
        foreach (int bufferSize in sizes)
        {
            foreach (int writeSize in results.WriteSizes)
                AddPanel(chart, results, bufferSize, writeSize, least, most);
        }

        chart.Save(folder, "buffers-chunks");
    }

    private static void AddPanel(Chart chart, BufferResults results, int bufferSize, int writeSize, int least, int most)
    {
        BufferResult[] rows =
        [
            .. results.Receivers.SelectMany(receiver => results.Series(receiver, writeSize)).Where(row => row.Cell.BufferSize == bufferSize),
        ];
        if (rows.Length == 0)
            return;
        Plot panel = chart.AddPanel(
            $"Buffer of {Figure.Bytes(bufferSize)}, writes of {Figure.Bytes(writeSize)}", "chunk size: this and up to twice as much", "% of chunks");
        double width = 0.8 / rows.Length;
        for (int which = 0; which < rows.Length; which++)
        {
            BufferResult row = rows[which];
            double offset = (which - ((rows.Length - 1) / 2.0)) * width;
            Bar[] shares =
            [
                .. row.Histogram.Select((count, n) => new Bar { Position = n + offset, Value = 100.0 * count / row.Chunks, Size = width * 0.95 })
                    .Where(bar => bar.Value > 0),
            ];
            BarPlot bars = panel.Add.Bars(shares);
            bars.LegendText = row.Cell.Receiver;
            bars.Color = Curves.ColorOf(which);
            foreach (Bar bar in bars.Bars)
                bar.LineWidth = 0;
        }

        var ticks = new NumericManual();
        int every = (most - least) / 11 + 1;
        for (int n = least; n <= most; n++)
            ticks.AddMajor(n, (most - n) % every == 0 ? Figure.Bytes(1L << n) : "");
        panel.Axes.Bottom.TickGenerator = ticks;
        panel.Axes.SetLimits(least - 0.6, most + 0.6, 0, 105);
        panel.ShowLegend(Edge.Right);
    }

    private static int FirstUsed(IReadOnlyList<long> histogram) => histogram.TakeWhile(count => count == 0).Count();
}
