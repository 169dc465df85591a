using ScottPlot;
using Tutorial.Net.Benchmarks.Plots;

namespace Tutorial.Net.Benchmarks.Buffers;

/// <summary>One question a picture, a panel for each size of the sender's writes; panels of a picture share their axes.</summary>
internal static class BufferPlots
{
    public static void Draw(BufferResults results, string folder)
    {
        ByReceiver(results, folder, "buffers-throughput", "Throughput", "MB/s", row => (row.Rate, row.Slowest, row.Fastest));
        ByReceiver(
            results, folder, "buffers-cpu", "Processor time of the receiver", "ms a MB",
            row => (row.ProcessorTime, row.LeastProcessorTime, row.MostProcessorTime));
        ByReceiver(results, folder, "buffers-calls", "System calls of the receiver", "calls a MB", row => (row.SystemCalls, row.SystemCalls, row.SystemCalls));
        BySetting(results, folder);
        BufferHistograms.Draw(results, folder);
    }

    private static void ByReceiver(
        BufferResults results, string folder, string name, string title, string vertical, Func<BufferResult, (double Median, double Low, double High)> figure)
    {
        var chart = new Chart(panelHeight: 400);
        double[] all = [.. results.WriteSizes.SelectMany(size => results.Receivers.SelectMany(receiver => results.Series(receiver, size))).Select(row => figure(row).Median)];
        foreach (int writeSize in results.WriteSizes)
        {
            Plot panel = chart.AddPanel($"{title}, writes of {Figure.Bytes(writeSize)}", "receive buffer", vertical);
            for (int which = 0; which < results.Receivers.Count; which++)
            {
                BufferResult[] series = results.Series(results.Receivers[which], writeSize);
                double[] across = [.. series.Select(row => Axis.Log(row.Cell.BufferSize))];
                Curves.AddSpread(panel, which, across, [.. series.Select(row => Axis.Log(figure(row).Low))], [.. series.Select(row => Axis.Log(figure(row).High))]);
                Curves.Add(panel, which, results.Receivers[which], across, [.. series.Select(row => Axis.Log(figure(row).Median))]);
            }

            Axis.Mark(panel.Axes.Bottom, results.BufferSizes.Select(size => (double)size), size => Figure.Bytes((long)size), results.BufferSizes.Count > 8 ? 2 : 1);
            Axis.MarkDecades(panel.Axes.Left, all, Figure.Mark);
            panel.Axes.SetLimitsX(Axis.Log(results.BufferSizes[0]) - 0.15, Axis.Log(results.BufferSizes[^1]) + 0.15);
            panel.ShowLegend(Edge.Right);
        }

        chart.Save(folder, name);
    }

    /// <summary>What the socket's settings do, with one buffer: a bar a setting, by way of receiving.</summary>
    private static void BySetting(BufferResults results, string folder)
    {
        NamedBar[][] panels = [.. results.WriteSizes.Select(writeSize => Settings(results, writeSize))];
        double most = panels.Max(bars => bars.Max(bar => bar.Value));
        var chart = new Chart(panelHeight: 110 + (28 * panels.Max(bars => bars.Length)));
        for (int i = 0; i < panels.Length; i++)
        {
            Plot panel = chart.AddPanel(
                $"SO_RCVBUF and NoDelay, buffer of {Figure.Bytes(results.SettingsBuffer)}, writes of {Figure.Bytes(results.WriteSizes[i])}", "MB/s", "");
            Bars.Add(panel, panels[i], most);
        }

        chart.Save(folder, "buffers-settings");
    }

    private static NamedBar[] Settings(BufferResults results, int writeSize) =>
    [
        .. from receiver in results.Receivers
           from row in results.Settings(receiver, writeSize)
           select new NamedBar(
               $"{receiver}, {row.Cell.SettingText}", row.Rate, row.Slowest, row.Fastest, Figure.Rate(row.Rate),
               row.Cell is { SocketBuffer: 0, NoDelay: false } ? Bars.Baseline : Curves.ColorOf(results.Receivers.ToList().IndexOf(receiver))),
    ];
}
