using Spectre.Console;

/// <summary>The sizes of the chunks in the order they came: what the tutorial calls rather random-sized.</summary>
internal static class ChunkChart
{
    public const int MostBars = 40;

    public static void Write(IReadOnlyList<int> sizes, int total)
    {
        if (sizes.Count == 0)
            return;

        var chart = new BarChart().Label(total <= MostBars ? "bytes a chunk" : $"bytes a chunk, the first {MostBars} of {total}");
        for (int i = 0; i < sizes.Count; i++)
            chart.AddItem($"{i + 1}", sizes[i], i % 2 == 0 ? Color.Blue : Color.Aqua);
        AnsiConsole.Write(chart);
    }
}
