using System.Globalization;
using Spectre.Console;

namespace Tutorial.Net.Benchmarks.Compare;

/// <summary>Shows a contest as a table.</summary>
internal static class ContestTable
{
    public static void Write(ContestResult result)
    {
        Table table = new Table()
            .Title(Markup.Escape(result.Title))
            .Border(TableBorder.Rounded)
            .AddColumns("", Markup.Escape($"{result.Unit}/s"), "ratio", $"in {result.Rounds} rounds", Markup.Escape($"bytes/{result.Unit}"));
        for (int column = 1; column < table.Columns.Count; column++)
            table.Columns[column].RightAligned();
        foreach (ContestRow row in result.Rows)
        {
            table.AddRow(
                Markup.Escape(row.Name),
                Number(row.UnitsPerSecond),
                row.Ratio.ToString("0.00", CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"{row.LeastRatio:0.00} to {row.MostRatio:0.00}"),
                row.BytesPerUnit.ToString("0.##", CultureInfo.InvariantCulture));
        }

        AnsiConsole.Write(table);
    }

    private static string Number(double value) =>
        value >= 100 ? value.ToString("#,0", CultureInfo.InvariantCulture) : value.ToString("0.00", CultureInfo.InvariantCulture);
}
