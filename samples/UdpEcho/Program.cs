// Sections 1.4 and 5.3: sends back whatever comes, over UDP and TCP on one port number, from one multiplexer.
//   dotnet run --project samples/UdpEcho 2000
using System.CommandLine;
using System.Net;
using Tutorial.Net.Samples;

Argument<int> port = SampleArguments.ListenPort();
Option<IPAddress> bind = SampleArguments.Bind();
Option<int> clients = SampleArguments.Number(
    "--clients", "How many TCP clients must have come and gone before it ends; 0: it does not end.", 0, 0, 1_000_000);

var command = new RootCommand(
    "Echoes datagrams and connections (sections 1.4 and 5.3). A sender of datagrams is answered at most 1,000 times without a pause.")
{
    port, bind, clients,
};
command.SetAction(parsed =>
{
    using var server = new EchoServer(new IPEndPoint(parsed.GetValue(bind)!, parsed.GetValue(port)));
    Console.WriteLine($"listening on {server.EndPoint}");
    server.Run(parsed.GetValue(clients));
    return 0;
});
return await SampleCommand.RunAsync(command, args);
