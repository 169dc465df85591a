// The tutorial's client of section 5.2: asks a server for the output of w or ps and prints its lines as they come.
//   dotnet run --project samples/Wps localhost 8888 ps
using System.CommandLine;
using System.Net.Sockets;
using System.Text;
using Tutorial.Net;
using Tutorial.Net.Samples;

Argument<string> host = SampleArguments.Host();
Argument<int> port = SampleArguments.ServerPort();
Option<int> timeout = ServerConnection.Timeout(30);
var what = new Argument<string>("COMMAND") { Description = "What the server is to run: w or ps." };
what.Validators.Add(result =>
{
    if (result.Tokens is [{ Value: not ("w" or "ps") } other])
        result.AddError($"COMMAND is w or ps, not '{other.Value}'.");
});

var command = new RootCommand("The tutorial's remote w and ps (section 5.2): prints what a server's w or ps says.") { host, port, what, timeout };
command.SetAction(parsed => ServerConnection.Use(
    parsed.GetValue(host)!, parsed.GetValue(port), parsed.GetValue(timeout), socket => Ask(socket, parsed.GetValue(what)!)));
return await SampleCommand.RunAsync(command, args);

static int Ask(Socket socket, string what)
{
    // No terminator, and the sending side stays open: so the tutorial's server gets it, and so does ours.
    socket.SendAll(Encoding.ASCII.GetBytes(what));
    using var reader = new LineReader(socket);
    LineEnding? last = null;
    while (reader.WaitToRead())
    {
        while (reader.TryRead(out Line line))
        {
            // Svr's answer where there is no such program: the failure of the command, not its output.
            if (last is null && line.Equals(Encoding.ASCII.GetBytes($"{what} is not installed here")))
            {
                Console.Error.WriteLine($"The server's machine has no {what}.");
                return 1;
            }

            // What came from elsewhere must not steer this terminal.
            Console.WriteLine(TerminalText.Escape(line.Span));
            last = line.Ending;
        }
    }

    if (last is not (null or LineEnding.None))
        return 0;
    Console.Error.WriteLine(last is null
        ? "The server closed the connection without an answer."
        : "The last line is cut off: the connection ended within it.");
    return 1;
}
