// The tutorial's server of section 6.1: appends each letter from any client to one string, and answers with the string.
//   dotnet run --project samples/StrSvr 2000
using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Tutorial.Net;
using Tutorial.Net.Samples;

Argument<int> port = SampleArguments.ListenPort();
var clients = new Argument<int>("CLIENTS")
{
    Description = "How many clients must have come and gone before it ends, 1 to 1000000.",
    Arity = ArgumentArity.ZeroOrOne,
    DefaultValueFactory = _ => 2,
    CustomParser = result => SampleArguments.ParseNumber(result, "CLIENTS", 1, 1_000_000),
};
Option<IPAddress> bind = SampleArguments.Bind();

var command = new RootCommand("The tutorial's string server (section 6.1): all clients build one string, letter by letter.")
{
    port, clients, bind,
};
command.SetAction(parsed =>
{
    using Socket listener = TcpSocket.Listen(new IPEndPoint(parsed.GetValue(bind)!, parsed.GetValue(port)));
    Console.WriteLine($"listening on {listener.LocalEndPoint}");
    using var server = new StringServer(listener);
    string final = TerminalText.Escape(server.Run(parsed.GetValue(clients)));
    Console.WriteLine($"the final value of v is {final}");
    return 0;
});
return await SampleCommand.RunAsync(command, args);
