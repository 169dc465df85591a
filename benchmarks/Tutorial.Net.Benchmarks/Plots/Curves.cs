using ScottPlot;
using ScottPlot.Plottables;

namespace Tutorial.Net.Benchmarks.Plots;

/// <summary>Lines with marks, in colours that the colour-blind can tell apart; the limit is dashed and grey.</summary>
internal static class Curves
{
    private static readonly Color[] Palette =
    [
        Color.FromHex("#0072B2"), Color.FromHex("#D55E00"), Color.FromHex("#009E73"), Color.FromHex("#CC79A7"), Color.FromHex("#E69F00"),
        Color.FromHex("#56B4E9"),
    ];

    private static readonly MarkerShape[] Shapes =
        [MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond, MarkerShape.OpenCircle, MarkerShape.OpenSquare];

    public static Color ColorOf(int which) => Palette[which % Palette.Length];

    public static void Add(Plot panel, int which, string label, double[] across, double[] up)
    {
        Scatter line = panel.Add.Scatter(across, up);
        line.LegendText = label;
        line.Color = ColorOf(which);
        line.LineWidth = 2;
        line.MarkerSize = 8;
        line.MarkerShape = Shapes[which % Shapes.Length];
    }

    /// <summary>The spread of the rounds, as a band behind the line.</summary>
    public static void AddSpread(Plot panel, int which, double[] across, double[] low, double[] high)
    {
        FillY band = panel.Add.FillY(across, low, high);
        band.FillColor = ColorOf(which).WithOpacity(0.2);
        band.LineWidth = 0;
    }

    public static void AddLimit(Plot panel, int which, string label, double[] across, double[] up)
    {
        Scatter line = panel.Add.Scatter(across, up);
        line.LegendText = label;
        line.Color = Bars.Baseline;
        line.LineWidth = 2;
        line.LinePattern = which % 2 == 0 ? LinePattern.Dashed : LinePattern.Dotted;
        line.MarkerSize = 0;
    }
}
