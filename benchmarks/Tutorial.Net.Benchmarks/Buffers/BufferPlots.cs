using ScottPlot;
using Tutorial.Net.Benchmarks.Plots;

namespace Tutorial.Net.Benchmarks.Buffers;

internal static class BufferPlots
{
    private const string Horizontal = "receive buffer";

    private static readonly bool[] OffAndOn = [false, true];

    public static void Draw(BufferResults results, string folder)
    {
        ByReceiver(results, folder, "buffers-throughput", "Throughput", "MB/s", row => row.Rate);
        ByReceiver(results, folder, "buffers-cpu", "Processor time of the receiver", "CPU ms per MB", row => row.ProcessorTime);
        ByReceiver(results, folder, "buffers-calls", "System calls of the receiver", "calls per MB", row => row.SystemCalls);
        BySetting(results, folder);
        BufferHistograms.Draw(results, folder);
    }

    private static void ByReceiver(
        BufferResults results, string folder, string name, string title, string vertical, Func<BufferResult, double> figure)
    {
        var chart = new Chart(columns: 2, panelWidth: 700);
        foreach (int writeSize in results.WriteSizes)
        {
            Plot panel = chart.AddPanel($"{title}, writes of {Figure.Bytes(writeSize)}", Horizontal, vertical);
            AddLines(panel, results, [.. results.Receivers.Select(receiver => (receiver, results.Series(receiver, writeSize)))], figure);
        }

        chart.Save(folder, name);
    }

    private static void BySetting(BufferResults results, string folder)
    {
        foreach (string receiver in results.Receivers)
        {
            var chart = new Chart(columns: 2, panelWidth: 700);
            foreach (int writeSize in results.WriteSizes)
            {
                Plot panel = chart.AddPanel($"{receiver}, writes of {Figure.Bytes(writeSize)}", Horizontal, "MB/s");
                (string, BufferResult[])[] lines =
                [
                    .. from noDelay in OffAndOn
                       from socketBuffer in results.SocketBuffers
                       let series = results.Series(receiver, writeSize, socketBuffer, noDelay)
                       where series.Length > 0
                       select ($"SO_RCVBUF {series[0].Cell.SocketBufferText}{(noDelay ? ", NoDelay" : "")}", series),
                ];
                AddLines(panel, results, lines, row => row.Rate);
            }

            chart.Save(folder, $"buffers-settings-{receiver}");
        }
    }

    private static void AddLines(
        Plot panel, BufferResults results, IReadOnlyList<(string Name, BufferResult[] Series)> lines, Func<BufferResult, double> figure)
    {
        int which = 0;
        foreach ((string name, BufferResult[] series) in lines)
            Curves.Add(panel, which++, name, [.. series.Select(row => Axis.Log(row.Cell.BufferSize))], [.. series.Select(row => Axis.Log(figure(row)))]);
        Axis.Mark(panel.Axes.Bottom, results.BufferSizes.Select(size => (double)size), size => Figure.Bytes((long)size), results.BufferSizes.Count > 8 ? 2 : 1);
        Axis.MarkDecades(panel.Axes.Left, lines.SelectMany(line => line.Series).Select(figure), Figure.Short);
        panel.Axes.SetLimitsX(Axis.Log(results.BufferSizes[0]) - 0.15, Axis.Log(results.BufferSizes[^1]) + 0.15);
        panel.ShowLegend(Edge.Bottom);
    }
}
