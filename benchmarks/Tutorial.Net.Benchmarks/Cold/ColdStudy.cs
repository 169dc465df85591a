using Tutorial.Net.Benchmarks.Results;

namespace Tutorial.Net.Benchmarks.Cold;

internal sealed class ColdStudy : IStudy
{
    public string Name => "cold";

    public void Present(string folder)
    {
        ResultFile<ColdResult> file = ResultFile<ColdResult>.Read(Path.Combine(folder, Name + ".json"));
        ResultPage.Write(Path.Combine(folder, Name + ".md"), "The first page of a fresh process", file, file.Rows.Select(Table));
    }

    public static ResultTable Table(ColdResult result)
    {
        var table = new ResultTable(
            $"links of {result.Title}, {result.Bytes >> 10} KiB, {result.Rounds} processes each",
            "", "first page", "half of the processes", "time, ratio", "of it compiling", "methods compiled", "second page", "links");
        foreach (ColdRow row in result.Rows)
        {
            table.Add(
                row.Name, Figure.Time(row.First), $"{Figure.Time(row.Fast)} to {Figure.Time(row.Slow)}", Figure.Ratio(row.Ratio),
                Figure.Time(row.Compiling), Figure.Mark(row.Methods), Figure.Time(row.Second), Figure.Mark(row.Links));
        }

        return table;
    }
}
