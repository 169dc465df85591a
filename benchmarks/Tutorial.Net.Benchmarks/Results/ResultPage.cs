using System.Text;

namespace Tutorial.Net.Benchmarks.Results;

/// <summary>The Markdown page of a study: its tables, as the program wrote them, so that no figure in the documentation is typed.</summary>
internal static class ResultPage
{
    public static void Write<T>(string path, string title, ResultFile<T> file, IEnumerable<ResultTable> tables, string? first = null)
    {
        var text = new StringBuilder();
        text.Append($"# {title}\n\n");
        if (first is not null)
            text.Append($"{first}\n\n");
        text.Append($"Written by the program, from the JSON file of the same name. `{file.Command}`, {file.Seconds:0} s, on {file.Machine}.\n\n");
        foreach (ResultTable table in tables)
            table.AppendMarkdown(text);
        File.WriteAllText(path, text.ToString().TrimEnd() + "\n");
    }
}
