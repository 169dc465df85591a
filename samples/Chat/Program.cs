// A chat room on one thread: nc 127.0.0.1 2000, or telnet.
//   dotnet run --project samples/Chat 2000
using System.CommandLine;
using System.Net;
using Tutorial.Net;
using Tutorial.Net.Samples;
using Tutorial.Net.Samples.Chat;

Argument<int> port = SampleArguments.ListenPort();
Option<IPAddress> bind = SampleArguments.Bind();
var command = new RootCommand("A chat room: everybody hears what everybody says.") { port, bind };
command.SetAction(async (parsed, stop) =>
{
    using var server = new LineServer(new Room(), new LineServerOptions { MaxLinesPerSecond = 5, Lines = new LineOptions { MaxLineLength = 512 } });
    EndPoint endPoint = server.Listen(new IPEndPoint(parsed.GetValue(bind)!, parsed.GetValue(port)));
    Console.WriteLine($"listening on {endPoint}");
    await server.RunAsync(stop);
    return 0;
});
return await SampleCommand.RunAsync(command, args, tidiesUp: true);
