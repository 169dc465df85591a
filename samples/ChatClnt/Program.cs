// A client of the chat room: it waits for a person and for the room at once.
//   dotnet run --project samples/ChatClnt localhost 2000
using System.CommandLine;
using Tutorial.Net;
using Tutorial.Net.Samples;

Argument<string> host = SampleArguments.Host();
Argument<int> port = SampleArguments.ServerPort();
Option<int> timeout = SampleArguments.Number("--timeout", "The longest wait for the connection, in seconds.", 10, 1, 600);

var command = new RootCommand("A client of the chat room: what you type is said, what others say is shown.") { host, port, timeout };
command.SetAction(parsed =>
{
    using LineConnection room = LineConnection.Connect(
        parsed.GetValue(host)!, parsed.GetValue(port), timeout: TimeSpan.FromSeconds(parsed.GetValue(timeout)));
    // Either may speak first, so each has a thread. The room's end is the program's; the keyboard's end is only said to the room.
    new Thread(() => SayWhatIsTyped(room)) { IsBackground = true }.Start();
    foreach (string line in room.ReadLines())
        Console.WriteLine(TerminalText.Escape(line));
});
return await SampleCommand.RunAsync(command, args);

static void SayWhatIsTyped(LineConnection room)
{
    try
    {
        while (Console.ReadLine() is { } line)
        {
            room.WriteLine(line);
            room.Flush();
        }

        room.Writer.Complete();
    }
    catch (Exception e) when (e is IOException or ObjectDisposedException)
    {
        // The room is gone, which the other thread sees, too.
    }
}
