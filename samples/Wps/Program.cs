// The tutorial's client of section 5.2: asks a server for the output of w or ps and prints its lines as they come.
//   dotnet run --project samples/Wps localhost 8888 ps
using System.CommandLine;
using System.Net.Sockets;
using System.Text;
using Tutorial.Net;
using Tutorial.Net.Samples;

Argument<string> host = SampleArguments.Host();
Argument<int> port = SampleArguments.ServerPort();
var what = new Argument<string>("COMMAND") { Description = "What the server is to run: w or ps." };
what.AcceptOnlyFromAmong("w", "ps");

var command = new RootCommand("The tutorial's remote w and ps (section 5.2): prints what a server's w or ps says.") { host, port, what };
command.SetAction(parsed => Ask(parsed.GetValue(host)!, parsed.GetValue(port), parsed.GetValue(what)!));
return await SampleCommand.RunAsync(command, args);

static int Ask(string host, int port, string what)
{
    using Socket socket = TcpSocket.Connect(host, port);

    // No terminator, and the sending side stays open: so the tutorial's server gets it, and so does ours.
    socket.SendAll(Encoding.ASCII.GetBytes(what));
    using var reader = new LineReader(socket);
    while (reader.WaitToRead())
    {
        while (reader.TryRead(out Line line))
        {
            // What came from elsewhere must not steer this terminal. A tail without a newline is printed without one, too.
            string shown = TerminalText.Escape(line.Span);
            if (line.Ending == LineEnding.None)
                Console.Write(shown);
            else
                Console.WriteLine(shown);
        }
    }

    return 0;
}
