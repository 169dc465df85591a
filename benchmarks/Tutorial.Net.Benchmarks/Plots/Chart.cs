using ScottPlot;
using SkiaSharp;

namespace Tutorial.Net.Benchmarks.Plots;

/// <summary>A picture of one or several panels, saved as SVG and PNG.</summary>
internal sealed class Chart(int columns = 1, int panelWidth = 900, int panelHeight = 540)
{
    private readonly List<Plot> _panels = [];

    public Plot AddPanel(string title, string horizontal, string vertical)
    {
        var panel = new Plot();
        panel.Title(title, size: 18);
        panel.XLabel(horizontal, size: 15);
        panel.YLabel(vertical, size: 15);
        panel.Grid.MajorLineColor = Colors.Black.WithOpacity(0.1);
        panel.Grid.MinorLineColor = Colors.Black.WithOpacity(0.04);
        panel.Axes.Bottom.TickLabelStyle.FontSize = 13;
        panel.Axes.Left.TickLabelStyle.FontSize = 13;
        panel.Legend.FontSize = 13;
        _panels.Add(panel);
        return panel;
    }

    /// <summary>Writes FOLDER/NAME.svg and FOLDER/NAME.png.</summary>
    public void Save(string folder, string name)
    {
        int across = Math.Min(columns, _panels.Count);
        int rows = (_panels.Count + across - 1) / across;
        (int width, int height) = (across * panelWidth, rows * panelHeight);
        var picture = new Multiplot();
        // It begins with a panel of its own.
        picture.RemovePlot(picture.GetPlot(0));
        _panels.ForEach(picture.AddPlot);
        picture.Layout = new ScottPlot.MultiplotLayouts.Grid(rows, across);
        picture.SavePng(Path.Combine(folder, name + ".png"), width, height);
        using FileStream svg = File.Create(Path.Combine(folder, name + ".svg"));
        using SKCanvas canvas = SKSvgCanvas.Create(new SKRect(0, 0, width, height), svg);
        canvas.Clear(SKColors.White);
        picture.Render(canvas, new PixelRect(0, width, height, 0));
    }
}
