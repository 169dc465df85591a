using System.Globalization;
using System.Text;

namespace Tutorial.Net.Load;

/// <summary>The study's page, out of its figures.</summary>
internal static class RivalsPage
{
    public static string Write(RivalResults results)
    {
        StringBuilder page = new();
        page.Append("# Lines echoed: the line server and its rivals\n\n");
        page.Append(CultureInfo.InvariantCulture, $"Written by the program, from the JSON file of the same name. {results.Command}, on {results.Machine}.\n\n");
        page.Append("Each line goes back to who sent it, over loopback. A **core-second** is a second of user and system time of the server's process, all ");
        page.Append("threads; the **ratio** is to the bare loop in C under the same load. The **server** and the **client** columns say how much of one ");
        page.Append("processor the server and the load client (`benchmarks/peers/c/line_load.c`, one thread) took: where the client's is near 100 %, it was ");
        page.Append("the client that set the lines a second, and only lines a core-second compare. Medians of the rounds, all servers in turns; the least ");
        page.Append("and the most ratio of any round. redis is a yardstick: it answers `PING` with `+PONG`, lines of 6 and 7 bytes, where the others' have 29.\n");
        foreach (RivalTable table in results.Tables.Values.OrderBy(static table => table.Choice.Length > 0).ThenBy(static table => table.Load.Depth).ThenBy(static table => table.Load.Connections))
            Append(page, table);
        return page.ToString();
    }

    private static void Append(StringBuilder page, RivalTable table)
    {
        (int connections, int depth) = table.Load;
        RivalRow limit = table.Rows[0];
        string load = depth == 1 ? "ping-pong" : $"{depth} lines in flight each", alone = table.Choice.Length == 0 ? "" : ", some of them alone";
        page.Append(CultureInfo.InvariantCulture, $"\n## {connections:N0} connection{(connections > 1 ? "s" : "")}, {load}{alone}\n\n");
        if (table.Choice.Length > 0)
            page.Append(CultureInfo.InvariantCulture, $"`dotnet run -c Release --project benchmarks/Tutorial.Net.Load -- {table.Choice}`\n\n");
        page.Append(CultureInfo.InvariantCulture, $"{table.Date}; {limit.Runs.Count} rounds of {table.Seconds} s each.\n\n");
        page.Append("| server | lines a second | lines a core-second | ratio | in all rounds | server | client |\n");
        page.Append("| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        foreach (RivalRow row in table.Rows.Where(static row => row.Runs.Count > 0).OrderByDescending(static row => row.Median(static run => run.LinesPerCoreSecond)))
        {
            double[] ratios = [.. row.Runs.Zip(limit.Runs, static (run, bare) => run.LinesPerCoreSecond / bare.LinesPerCoreSecond).Order()];
            double core = row.Median(static run => run.LinesPerCoreSecond);
            page.Append(CultureInfo.InvariantCulture, $"| {row.Server} | {row.Median(static run => run.LinesPerSecond):N0} | {core:N0} ");
            page.Append(CultureInfo.InvariantCulture, $"| {RivalRow.Middle(ratios):F2} | {ratios[0]:F2} to {ratios[^1]:F2} ");
            page.Append(CultureInfo.InvariantCulture, $"| {row.Median(static run => run.ServerShare):P0} | {row.Median(static run => run.ClientShare):P0} |\n");
        }

        foreach (RivalRow row in table.Rows.Where(static row => row.Runs.Count == 0))
            page.Append(CultureInfo.InvariantCulture, $"| {row.Server} | not to be had on this machine: needs {row.Needs} | | | | | |\n");
    }
}
