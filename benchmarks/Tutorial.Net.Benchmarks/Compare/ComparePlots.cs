using ScottPlot;
using Tutorial.Net.Benchmarks.Plots;

namespace Tutorial.Net.Benchmarks.Compare;

/// <summary>A part's contests in one picture, a panel for each question: speed as a ratio to the baseline.</summary>
internal static class ComparePlots
{
    /// <summary>A bar so long would leave nothing to see of the others: it is cut, and its words say how long it would be.</summary>
    private const double OffTheChart = 5;

    private static readonly string[] Ours = ["SendAll", "ReceiveChunks", "Line", "SocketMultiplexer", "Link", "the scan alone"];

    public static void Draw(IReadOnlyList<ContestResult> results, string folder, string name)
    {
        (string Title, ContestResult First, NamedBar[] Bars)[] panels =
        [
            .. results.GroupBy(result => result.Group ?? result.Title)
                .Select(group => (group.Key, group.First(), group.First().Group is null ? Contenders(group.First()) : Sizes(group))),
        ];
        double most = panels.Max(panel => panel.Bars.Where(bar => bar.Value < OffTheChart).Max(bar => bar.Value));
        var chart = new Chart(panelWidth: Chart.Width, panelHeight: 130 + (36 * panels.Max(panel => panel.Bars.Length)));
        foreach ((string title, ContestResult first, NamedBar[] bars) in panels)
        {
            Plot panel = chart.AddPanel(title, $"speed as a ratio to: {first.Rows[0].Name}", "");
            Bars.Add(panel, [.. bars.Select(bar => bar with { Value = Math.Min(bar.Value, most) })], most, reference: 1);
        }

        chart.Save(folder, name);
    }

    private static NamedBar[] Contenders(ContestResult result) =>
        [.. result.Rows.Select((row, place) => new NamedBar(row.Name, row.Ratio, row.RatioLow, row.RatioHigh, Words(result, row), ColorOf(row.Name, place)))];

    /// <summary>One question at several sizes: the baseline is the line at 1, and each bar is the library at a size.</summary>
    private static NamedBar[] Sizes(IEnumerable<ContestResult> results) =>
        [.. results.Select(result => (result, row: result.Rows[^1])).Select(pair => new NamedBar(
            pair.result.Title, pair.row.Ratio, pair.row.RatioLow, pair.row.RatioHigh, Words(pair.result, pair.row), ColorOf(pair.row.Name, 1)))];

    private static string Words(ContestResult result, ContestRow row) => $"{Figure.Ratio(row.Ratio)}  ({Figure.Rate(row.UnitsPerSecond, result.Unit)})";

    /// <summary>The baseline in grey, ours in blue, its rivals in orange.</summary>
    private static Color ColorOf(string name, int place)
    {
        if (place == 0)
            return Bars.Baseline;
        return Curves.ColorOf(Ours.Any(ours => name.StartsWith(ours, StringComparison.Ordinal)) ? 0 : 4);
    }
}
