// The tutorial's section 7 as a tool: which sockets this machine has, with whom, in what state, and whose they are.
//   dotnet run --project samples/NetStat -- --port 8888
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using Spectre.Console;
using Tutorial.Net.Samples;
using Tutorial.Net.Samples.NetStat;

var port = new Option<int[]>("--port")
{
    Description = "Only sockets with this port at either end; several, separated by commas.",
    HelpName = "PORT",
    CustomParser = result => ParseList(result, ParsePort),
};
var process = new Option<string[]>("--process")
{
    Description = "Only sockets of these processes: a number, or a part of a name; several, separated by commas.",
    HelpName = "PROCESS",
    CustomParser = result => ParseList(result, (_, name) => name),
};
var protocol = new Option<string[]>("--protocol")
{
    Description = "tcp, udp, unix; several, separated by commas.",
    HelpName = "PROTOCOL",
    DefaultValueFactory = _ => ["tcp", "udp"],
    CustomParser = result => ParseList(result, ParseProtocol),
};
var listening = new Option<bool>("--listening") { Description = "Only sockets that wait for a peer." };
Option<int> watch = SampleArguments.Number(
    "--watch", "Show it again every N seconds, until Ctrl+C; redirected: what came (+) and went (-).", 0, 1, 3600);
watch.DefaultValueFactory = null; // not asked for: no watching
watch.Arity = ArgumentArity.ZeroOrOne;
var source = new Option<TableSource>("--source")
{
    Description = "proc: Linux's tables; runtime: .NET's, which tell less and are there on every system.",
    HelpName = "SOURCE",
    DefaultValueFactory = _ => SocketTable.DefaultSource,
    CustomParser = ParseSource,
};

var command = new RootCommand("Lists this machine's sockets (the tutorial's section 7). Exit code 1: no socket is as asked for.")
{
    port, process, protocol, listening, watch, source,
};
command.Validators.Add(result =>
{
    // As it was typed: what is none of the sources has no value.
    bool isProc = result.GetResult(source)?.Tokens is [{ Value: var text }]
        ? !text.Equals(nameof(TableSource.Runtime), StringComparison.OrdinalIgnoreCase)
        : OperatingSystem.IsLinux();
    if (isProc && !OperatingSystem.IsLinux())
        result.AddError("--source proc is Linux's; here there is --source runtime.");
    if (!isProc && result.GetResult(process) is not null)
        result.AddError("--process needs --source proc: .NET's own tables do not tell whose a socket is.");
});
command.SetAction(async (parsed, stop) =>
{
    var filter = new SocketFilter(parsed.GetValue(port) ?? [], parsed.GetValue(process) ?? [], parsed.GetValue(listening));
    SocketTable table = Read();
    if (parsed.GetResult(watch) is not null)
    {
        Remark(table);
        TimeSpan every = TimeSpan.FromSeconds(Math.Max(parsed.GetValue(watch), 1));
        await (Console.IsOutputRedirected
            ? Watch.AsLinesAsync(() => Read().Rows, every, Console.Out, stop)
            : Watch.OnTerminalAsync(() => Read().Rows, every, stop));
        return 0;
    }

    if (table.Rows.Count > 0 && Console.IsOutputRedirected)
        Console.Out.Write(string.Concat(TablePrinter.Lines(table.Rows).Select(line => line + Environment.NewLine)));
    else if (table.Rows.Count > 0)
        AnsiConsole.Write(TablePrinter.Draw(table.Rows));
    Remark(table);
    if (table.Rows.Count == 0)
        Console.Error.WriteLine(filter.IsEmpty ? "There is no socket." : "No socket is as asked for.");
    return table.Rows.Count == 0 ? 1 : 0;

    SocketTable Read()
    {
        var all = SocketTable.Read(parsed.GetValue(source), parsed.GetValue(protocol)!);
        return all with { Rows = [.. all.Rows.Where(filter.Takes)] };
    }
});
return await SampleCommand.RunAsync(command, args, tidiesUp: true);

static void Remark(SocketTable table)
{
    foreach (string remark in table.Remarks)
        Console.Error.WriteLine(remark);
}

static T[] ParseList<T>(ArgumentResult result, Func<ArgumentResult, string, T> parse) =>
    [.. result.Tokens.SelectMany(token => token.Value.Split(',')).Select(one => parse(result, one))];

static int ParsePort(ArgumentResult result, string text)
{
    if (ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) && number > 0)
        return number;
    result.AddError($"--port is a whole number from 1 to {IPEndPoint.MaxPort}, not '{text}'.");
    return 0;
}

static string ParseProtocol(ArgumentResult result, string text)
{
    if (text is not ("tcp" or "udp" or "unix"))
        result.AddError($"--protocol is tcp, udp or unix, not '{text}'.");
    return text;
}

// By name alone: an enum's own parser takes its numbers too, and any other.
static TableSource ParseSource(ArgumentResult result)
{
    string text = result.Tokens[0].Value;
    if (Enum.GetNames<TableSource>().Contains(text, StringComparer.OrdinalIgnoreCase))
        return Enum.Parse<TableSource>(text, ignoreCase: true);
    result.AddError($"--source is proc or runtime, not '{text}'.");
    return default;
}
