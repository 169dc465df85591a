using System.Text;
using Spectre.Console;

namespace Tutorial.Net.Benchmarks.Results;

/// <summary>One table for the terminal and for the documentation. The first column is text, the others are figures.</summary>
internal sealed class ResultTable(string title, params string[] columns)
{
    private readonly List<string[]> _rows = [];

    public string Title => title;

    public void Add(params string[] cells) => _rows.Add(cells);

    public void WriteToConsole()
    {
        Table table = new Table().Title(Markup.Escape(title)).Border(TableBorder.Rounded).AddColumns([.. columns.Select(Markup.Escape)]);
        for (int column = 1; column < columns.Length; column++)
            table.Columns[column].RightAligned();
        table.Columns[0].NoWrap();
        foreach (string[] row in _rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        AnsiConsole.Write(table);
    }

    public void AppendMarkdown(StringBuilder text)
    {
        text.Append($"## {title}\n\n");
        Line(columns);
        text.Append("|---|").Append(string.Concat(columns.Skip(1).Select(_ => "---:|"))).Append('\n');
        _rows.ForEach(Line);
        text.Append('\n');

        void Line(string[] cells) => text.Append("| ").AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
    }
}
