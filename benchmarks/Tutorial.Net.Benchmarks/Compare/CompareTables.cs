using System.Globalization;
using Tutorial.Net.Benchmarks.Results;

namespace Tutorial.Net.Benchmarks.Compare;

internal static class CompareTables
{
    public static ResultTable Of(ContestResult result)
    {
        string title = result.Group is null ? result.Title : $"{result.Group}: {result.Title}";
        var table = new ResultTable(title, "", "speed", $"time/{result.Unit}", "ratio", "half of the rounds", $"bytes/{result.Unit}");
        foreach (ContestRow row in result.Rows)
        {
            table.Add(
                row.Name,
                Figure.Rate(row.UnitsPerSecond, result.Unit),
                Figure.Time(1 / row.UnitsPerSecond),
                Figure.Ratio(row.Ratio),
                $"{Figure.Ratio(row.RatioLow)} to {Figure.Ratio(row.RatioHigh)}",
                row.BytesPerUnit.ToString(row.BytesPerUnit < 100 ? "0.##" : "#,0", CultureInfo.InvariantCulture));
        }

        return table;
    }
}
