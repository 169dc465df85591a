using System.Text;
using ScottPlot;
using SkiaSharp;

namespace Tutorial.Net.Benchmarks.Plots;

/// <summary>A picture of one or several panels, saved as SVG and PNG.</summary>
internal sealed class Chart(int columns = 1, int panelWidth = Chart.Width, int panelHeight = 480)
{
    /// <summary>Of a whole picture: what a page shows without making it smaller.</summary>
    public const int Width = 800;
    public const int TextSize = 14;

    // Linux has it nearly everywhere, and Verdana is as wide.
    public const string FontName = "DejaVu Sans";
    private const string FontFamily = "DejaVu Sans, Verdana, sans-serif";

    private readonly List<Plot> _panels = [];

    public Plot AddPanel(string title, string horizontal, string vertical)
    {
        var panel = new Plot();
        panel.Font.Set(FontName);
        panel.Title(title, size: 17);
        panel.XLabel(horizontal, size: 15);
        panel.YLabel(vertical, size: 15);
        panel.Legend.FontName = FontName;
        panel.Grid.MajorLineColor = Colors.Black.WithOpacity(0.1);
        panel.Grid.MinorLineColor = Colors.Black.WithOpacity(0.04);
        panel.Axes.Bottom.TickLabelStyle.FontSize = TextSize;
        panel.Axes.Left.TickLabelStyle.FontSize = TextSize;
        panel.Legend.FontSize = TextSize;
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
        SaveSvg(picture, Path.Combine(folder, name + ".svg"), width, height);
    }

    private static void SaveSvg(Multiplot picture, string path, int width, int height)
    {
        using var drawn = new MemoryStream();
        using (SKCanvas canvas = SKSvgCanvas.Create(new SKRect(0, 0, width, height), drawn))
        {
            canvas.Clear(SKColors.White);
            picture.Render(canvas, new PixelRect(0, width, height, 0));
        }

        string text = Encoding.UTF8.GetString(drawn.GetBuffer(), 0, (int)drawn.Length);
        // ScottPlot clears what it draws on with no colour, which is black in SVG.
        text = text.Replace($"<rect width=\"{width}\" height=\"{height}\"/>", "", StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace($"font-family=\"{FontName}\"", $"font-family=\"{FontFamily}\"", StringComparison.Ordinal));
    }
}
