using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace Tutorial.Net.Benchmarks.Plots;

/// <summary>One bar of a panel.</summary>
/// <param name="Name">Stands before it.</param>
/// <param name="Value">How long it is.</param>
/// <param name="Low">Where its spread begins.</param>
/// <param name="High">Where its spread ends.</param>
/// <param name="Words">Stand after it.</param>
/// <param name="Color">Which rival it is.</param>
internal sealed record NamedBar(string Name, double Value, double Low, double High, string Words, Color Color);

/// <summary>Horizontal bars, the first on top, each with the spread of its rounds as a whisker and its figures in words.</summary>
internal static class Bars
{
    public static readonly Color Baseline = Color.FromHex("#999999");

    /// <param name="panel">Where to draw.</param>
    /// <param name="bars">From top to bottom.</param>
    /// <param name="most">Where the axis ends; panels that are compared share it.</param>
    /// <param name="reference">Where a line is drawn, or null.</param>
    public static void Add(Plot panel, IReadOnlyList<NamedBar> bars, double most, double? reference = null)
    {
        var names = new NumericManual();
        if (reference is { } at)
        {
            VerticalLine line = panel.Add.VerticalLine(at);
            line.LineColor = Baseline;
            line.LineWidth = 1;
        }

        for (int i = 0; i < bars.Count; i++)
        {
            NamedBar bar = bars[i];
            names.AddMajor(-i, bar.Name);
            Bar[] one = [new Bar { Position = -i, Value = bar.Value, Size = 0.7, LineWidth = 0, FillColor = bar.Color }];
            BarPlot drawn = panel.Add.Bars(one);
            drawn.Horizontal = true;
            LinePlot spread = panel.Add.Line(Math.Min(bar.Low, most), -i, Math.Min(bar.High, most), -i);
            spread.LineColor = Colors.Black;
            spread.LineWidth = 2;
            Text words = panel.Add.Text(bar.Words, Math.Max(bar.Value, Math.Min(bar.High, most)), -i);
            words.LabelAlignment = Alignment.MiddleLeft;
            words.LabelFontSize = Chart.TextSize;
            words.LabelFontName = Chart.FontName;
            words.LabelBackgroundColor = Colors.White;
            words.OffsetX = 6;
        }

        panel.Axes.Left.TickGenerator = names;
        panel.Axes.Left.MajorTickStyle.Length = 0;
        panel.HideGrid();
        // Room for the words after the longest bar.
        panel.Axes.SetLimits(0, most * 1.8, -bars.Count + 0.4, 0.6);
    }
}
