using Spectre.Console;

namespace Tutorial.Net.Samples.NetStat;

/// <summary>Shows sockets: as a table that fits the terminal, as plain columns anywhere else.</summary>
internal static class TablePrinter
{
    private static readonly string[] Headings = ["Proto", "Recv-Q", "Send-Q", "Local", "Remote", "State", "Process"];

    /// <summary>For a terminal.</summary>
    public static Table Draw(IEnumerable<SocketRow> rows)
    {
        Table table = new Table().Border(TableBorder.None);
        foreach (string heading in Headings)
            table.AddColumn(new TableColumn(new Text(heading, new Style(decoration: Decoration.Bold))).Padding(0, 0, 2, 0));
        foreach (int narrow in (int[])[0, 1, 2, 5])
            table.Columns[narrow].NoWrap();
        foreach (SocketRow row in rows)
            table.AddRow(row.Columns().Select(column => new Text(column, Colour(row))));
        return table;
    }

    /// <summary>For a file or another program: columns of equal width, at least two blanks between them, none in an empty one.</summary>
    public static IEnumerable<string> Lines(IEnumerable<SocketRow> rows)
    {
        List<string[]> lines = [Headings, .. rows.Select(row => row.Columns())];
        int[] widths = [.. Enumerable.Range(0, Headings.Length).Select(column => lines.Max(line => line[column].Length))];
        return lines.Select(line => string.Join("  ", line.Select((text, column) => text.PadRight(widths[column]))).TrimEnd());
    }

    private static Style Colour(SocketRow row) => row.State switch
    {
        "LISTEN" => new Style(Color.Green),
        "ESTABLISHED" or "CONNECTED" => Style.Plain,
        "CLOSE_WAIT" => new Style(Color.Yellow), // the peer is done, and this side has not noticed
        _ => new Style(Color.Grey),
    };
}
