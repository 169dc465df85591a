// The tutorial's section 8 says that there are libraries for FTP: this is what one does (FtpClient.cs).
//   dotnet run --project samples/FtpList -- ftp.example.org /pub
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net.Sockets;
using Tutorial.Net.Samples;
using Tutorial.Net.Samples.FtpList;

Argument<string> host = SampleArguments.Host();
var path = new Argument<string>("PATH") { Description = "The folder to list.", DefaultValueFactory = _ => "" };
Option<int> port = SampleArguments.Number("--port", "The server's port.", 21, 1, 65_535);
var user = new Option<string>("--user") { Description = "The name to log in with.", HelpName = "NAME", DefaultValueFactory = _ => "anonymous" };
var password = new Option<string>("--password")
{
    Description = "Its password, which others on this machine can see in the list of processes; -: the first line of standard input.",
    HelpName = "PASSWORD",
    DefaultValueFactory = _ => "guest@",
};
Option<int> timeout = SampleArguments.Number("--timeout", "The longest time for all of it, in seconds.", 60, 1, 86_400);
path.Validators.Add(CheckOneLine);
user.Validators.Add(CheckOneLine);
password.Validators.Add(CheckOneLine);

var command = new RootCommand("Lists a folder of an FTP server (the tutorial's section 8). For real work there is the package FluentFTP.")
{
    host, path, port, user, password, timeout,
};
command.SetAction(async (parsed, stop) =>
{
    string server = $"{parsed.GetValue(host)}:{parsed.GetValue(port)}";
    string secret = parsed.GetValue(password)!;
    if (secret == "-")
        secret = Console.ReadLine() ?? throw new IOException("Standard input holds no password.");
    using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
    end.CancelAfter(TimeSpan.FromSeconds(parsed.GetValue(timeout)));
    try
    {
        using FtpClient client = await FtpClient.LogInAsync(
            parsed.GetValue(host)!, parsed.GetValue(port), parsed.GetValue(user)!, secret, end.Token);
        await ListAsync(client, parsed.GetValue(path)!, end.Token);
        return 0;
    }
    catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
    {
        throw new TimeoutException($"{server}: the listing was not whole after {parsed.GetValue(timeout)} s (--timeout).", e);
    }
    catch (Exception e) when (e is IOException or SocketException)
    {
        throw new IOException($"{server}: {e.Message}", e);
    }
});
return await SampleCommand.RunAsync(command, args);

static async Task ListAsync(FtpClient client, string path, CancellationToken stop)
{
    // A path that begins with a hyphen is an option to the ls behind many a server's LIST.
    string where = path.StartsWith('-') ? " ./" + path : path.Length > 0 ? " " + path : "";
    bool isKnown = await client.ListAsync("MLSD" + where, line => Print(MachineListing.Show(line.Span)), stop)
        || await client.ListAsync("LIST" + where, line => Print(TerminalText.Escape(line.Span)), stop);
    if (!isKnown)
        throw new IOException("the server knows neither MLSD nor LIST.");
    await client.QuitAsync(stop);

    static void Print(string? line)
    {
        if (line is not null)
            Console.WriteLine(line);
    }
}

// What is typed goes into a line of the protocol, and may not begin another.
static void CheckOneLine(SymbolResult result)
{
    if (result.Tokens is [{ Value: var text }] && text.Any(char.IsControl))
        result.AddError($"'{text}' holds a control character.");
}
