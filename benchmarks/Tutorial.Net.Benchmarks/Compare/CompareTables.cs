using System.Globalization;
using Tutorial.Net.Benchmarks.Results;

namespace Tutorial.Net.Benchmarks.Compare;

internal static class CompareTables
{
    public static ResultTable Of(ContestResult result)
    {
        var table = new ResultTable(
            result.Title, "", $"{result.Unit}/s", $"µs/{result.Unit}", "ratio", $"in {result.Rounds} rounds", $"bytes/{result.Unit}");
        foreach (ContestRow row in result.Rows)
        {
            table.Add(
                row.Name,
                Figure.Number(row.UnitsPerSecond),
                Figure.Number(1e6 / row.UnitsPerSecond),
                Figure.Ratio(row.Ratio),
                $"{Figure.Ratio(row.LeastRatio)} to {Figure.Ratio(row.MostRatio)}",
                row.BytesPerUnit.ToString("#,0.##", CultureInfo.InvariantCulture));
        }

        return table;
    }
}
