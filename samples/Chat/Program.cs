// A chat room on one thread: nc 127.0.0.1 2000, or telnet.
//   dotnet run --project samples/Chat 2000
using System.CommandLine;
using System.Net;
using System.Text;
using Tutorial.Net;
using Tutorial.Net.Samples;

Argument<int> port = SampleArguments.ListenPort();
Option<IPAddress> bind = SampleArguments.Bind();
var command = new RootCommand("A chat room: everybody hears what everybody says.") { port, bind };
command.SetAction(async (parsed, stop) =>
{
    using var server = new LineServer(new Room(), new LineServerOptions { MaxLinesPerSecond = 5, Lines = new LineOptions { MaxLineLength = 512 } });
    Console.WriteLine($"listening on {server.Listen(new IPEndPoint(parsed.GetValue(bind)!, parsed.GetValue(port)))}");
    await server.RunAsync(stop);
});
return await SampleCommand.RunAsync(command, args, tidiesUp: true);

internal sealed class Room : ILineHandler
{
    public void OnConnected(LineSession session)
    {
        session.State = $"guest{session.Id}";
        session.WriteLine($"Welcome, {session.State}. Say something, or /nick NAME, /who, /quit.");
        Tell(session, $"* {session.State} is here");
    }

    public void OnLine(LineSession session, in Line line)
    {
        // What one says is shown on the others' terminals.
        string text = TerminalText.Escape(line.ToString().Trim());
        string names = string.Join(", ", session.Server.Sessions.Select(other => other.State));
        if (text == "/quit")
        {
            session.Close();
        }
        else if (text == "/who")
        {
            session.WriteLine(names);
        }
        else if (text.Split(' ') is not ["/nick", .. string[] name])
        {
            Tell(session, $"{session.State}: {text}");
        }
        else if (name is not [{ Length: > 0 and <= 20 }] || !name[0].All(char.IsLetterOrDigit)
            || name[0].StartsWith("guest", StringComparison.OrdinalIgnoreCase) || names.Split(", ").Contains(name[0]))
        {
            session.WriteLine("A name has 1 to 20 letters and digits, does not begin with guest, and nobody else has it.");
        }
        else
        {
            Tell(session, $"* {session.State} is now {session.State = name[0]}");
        }
    }

    public void OnDisconnected(LineSession session, Exception? error) => Tell(session, $"* {session.State} has left");

    private static void Tell(LineSession from, string text) => from.Server.Broadcast(Encoding.UTF8.GetBytes(text), other => other != from);
}
