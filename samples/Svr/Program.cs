// The tutorial's server of section 5.2: anyone who connects and says w or ps gets what that command prints here.
//   dotnet run --project samples/Svr 8888
using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Tutorial.Net;
using Tutorial.Net.Samples;
using Tutorial.Net.Samples.Svr;

Argument<int> port = SampleArguments.ListenPort();
Option<IPAddress> bind = SampleArguments.Bind();

var command = new RootCommand("The tutorial's server of remote w and ps (section 5.2).") { port, bind };
command.SetAction((parsed, token) => ServeAsync(new IPEndPoint(parsed.GetValue(bind)!, parsed.GetValue(port)), token));
return await SampleCommand.RunAsync(command, args, tidiesUp: true);

static async Task<int> ServeAsync(IPEndPoint endPoint, CancellationToken token)
{
    string[] absent = [.. ReportCommand.Names.Where(name => ReportCommand.Find(name) is null)];
    if (absent.Length == ReportCommand.Names.Count)
    {
        throw new IOException(
            "Neither w nor ps is installed on this machine: there is nothing to serve. Debian has both in procps, Windows has none.");
    }

    foreach (string missing in absent)
        Console.Error.WriteLine($"{missing} is not installed on this machine; clients that ask for it will be told so.");

    using Socket listener = TcpSocket.Listen(endPoint);
    Console.WriteLine($"listening on {listener.LocalEndPoint}");
    var crowd = new Crowd();
    try
    {
        await foreach (Socket client in listener.AcceptAllAsync(token))
            crowd.Take(client, token);
        return 0;
    }
    catch (OperationCanceledException) when (token.IsCancellationRequested)
    {
        return 0;
    }
    finally
    {
        // They see the token, too, and kill their commands before they are gone.
        await crowd.WhenEmpty();
    }
}
