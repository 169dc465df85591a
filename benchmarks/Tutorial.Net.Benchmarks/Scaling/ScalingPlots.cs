using ScottPlot;
using Tutorial.Net.Benchmarks.Compare;
using Tutorial.Net.Benchmarks.Plots;

namespace Tutorial.Net.Benchmarks.Scaling;

internal static class ScalingPlots
{
    public static void Draw(ScalingStudy study, IReadOnlyList<ScalingRow> rows, string folder)
    {
        foreach (ScalingView view in study.Views)
        {
            var chart = new Chart(panelHeight: 560);
            Plot panel = chart.AddPanel(view.Title, study.Size, view.Vertical);
            AddLines(panel, study, rows, view);
            chart.Save(folder, study.Name + view.Suffix);
        }
    }

    private static void AddLines(Plot panel, ScalingStudy study, IReadOnlyList<ScalingRow> rows, ScalingView view)
    {
        double[] across = [.. rows.Select(row => Axis.Log(row.Size))];
        var all = new List<double>();
        int line = 0;
        int limit = 0;
        for (int contender = 0; contender < rows[0].Contest.Rows.Count; contender++)
        {
            string name = rows[0].Contest.Rows[contender].Name;
            double[] figures = Figures(row => row.UnitsPerSecond);
            all.AddRange(figures);
            if (study.IsLimit(name))
            {
                Curves.AddLimit(panel, limit++, name, across, Logs(figures));
                continue;
            }

            Curves.AddSpread(panel, line, across, Logs(Figures(row => row.Slow)), Logs(Figures(row => row.Fast)));
            Curves.Add(panel, line++, name, across, Logs(figures));

            double[] Figures(Func<ContestRow, double> speed) =>
                [.. rows.Select(row => view.Figure(row.Size, speed(row.Contest.Rows[contender])))];
        }

        Axis.Mark(panel.Axes.Bottom, rows.Select(row => (double)row.Size), study.SizeName, rows.Count > 10 ? 2 : 1);
        Axis.MarkDecades(panel.Axes.Left, all, Figure.Mark);
        panel.Axes.SetLimitsX(across[0] - 0.1, across[^1] + 0.1);
        panel.ShowLegend(Edge.Bottom);
    }
    private static double[] Logs(double[] figures) => [.. figures.Select(Axis.Log)];
}
