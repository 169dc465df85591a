using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;
using Tutorial.Net.Benchmarks.Plots;

namespace Tutorial.Net.Benchmarks.Compare;

/// <summary>A part's contests in one picture, a panel each: speed as a ratio to the first contender.</summary>
internal static class ComparePlots
{
    private static readonly string[] Ours = ["SendAll", "ReceiveChunks", "Line", "SocketMultiplexer", "Link", "the scan alone"];

    public static void Draw(IReadOnlyList<ContestResult> results, string folder, string name)
    {
        int most = results.Max(result => result.Rows.Count);
        var chart = new Chart(columns: results.Count > 2 ? 2 : 1, panelWidth: 820, panelHeight: 150 + (34 * most));
        foreach (ContestResult result in results)
            AddPanel(chart, result);
        chart.Save(folder, name);
    }

    private static void AddPanel(Chart chart, ContestResult result)
    {
        Plot panel = chart.AddPanel(result.Title, $"{result.Unit}/s as a ratio to: {result.Rows[0].Name}", "");
        var names = new NumericManual();
        for (int i = 0; i < result.Rows.Count; i++)
        {
            ContestRow row = result.Rows[i];
            names.AddMajor(-i, row.Name);
            Bar[] bar = [new Bar { Position = -i, Value = row.Ratio, Size = 0.7, LineWidth = 0, FillColor = ColorOf(row.Name, i) }];
            BarPlot bars = panel.Add.Bars(bar);
            bars.Horizontal = true;
            Text label = panel.Add.Text(i == 0 ? Rate(result, row) : $"{Figure.Ratio(row.Ratio)}  ({Rate(result, row)})", row.Ratio, -i);
            label.LabelAlignment = Alignment.MiddleLeft;
            label.LabelFontSize = 13;
            label.LabelFontName = Chart.FontName;
            label.OffsetX = 5;
        }

        panel.Axes.Left.TickGenerator = names;
        panel.Axes.Left.MajorTickStyle.Length = 0;
        panel.HideGrid();
        // Room for the words behind the longest bar.
        panel.Axes.SetLimits(0, result.Rows.Max(row => row.Ratio) * 1.45, -result.Rows.Count + 0.4, 0.6);
    }

    /// <summary>Ours in blue, what it is compared with or cannot beat in grey, its rivals in orange.</summary>
    private static Color ColorOf(string name, int place)
    {
        if (Ours.Any(ours => name.StartsWith(ours, StringComparison.Ordinal)))
            return Curves.ColorOf(0);
        return place == 0 || name.Contains("limit", StringComparison.Ordinal) ? Colors.Gray : Curves.ColorOf(4);
    }

    private static string Rate(ContestResult result, ContestRow row) => $"{(row.UnitsPerSecond < 1e4 ? Figure.Number(row.UnitsPerSecond) : Figure.Short(row.UnitsPerSecond))} {result.Unit}/s";
}
