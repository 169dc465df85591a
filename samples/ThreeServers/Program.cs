// One server written three times: each line of a client goes to all. A thread for each client, a task for each, and a LineServer.
//   dotnet run --project samples/ThreeServers -- threads 2000
//   dotnet run -c Release --project samples/ThreeServers -- measure
using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Tutorial.Net;
using Tutorial.Net.Samples;
using Tutorial.Net.Samples.ThreeServers;

var command = new RootCommand("The same server as a thread for each client, a task for each, and a LineServer.")
{
    Server("threads", "A thread for each client.", ThreadServer.RunAsync),
    Server("tasks", "A task for each client.", TaskServer.RunAsync),
    Server("lineserver", "One thread for all.", HandlerServer.RunAsync),
    Measure(),
};
return await SampleCommand.RunAsync(command, args, tidiesUp: true);

static Command Server(string name, string description, Func<Socket, CancellationToken, Task> run)
{
    Argument<int> port = SampleArguments.ListenPort();
    Option<IPAddress> bind = SampleArguments.Bind();
    var server = new Command(name, description) { port, bind };
    server.SetAction(async (parsed, stop) =>
    {
        using Socket listener = TcpSocket.Listen(new IPEndPoint(parsed.GetValue(bind)!, parsed.GetValue(port)), backlog: 4_096);
        Console.WriteLine($"listening on {listener.LocalEndPoint}");
        await run(listener, stop);
    });
    return server;
}

static Command Measure()
{
    Option<int> clients = SampleArguments.Number("--clients", "How many listen.", 1_000, 1, 5_000);
    Option<int> lines = SampleArguments.Number("--lines", "How many lines are said.", 500, 1, 1_000_000);
    var measure = new Command("measure", "Starts each, and says what it takes.") { clients, lines };
    measure.SetAction(parsed => Measurement.Run(["threads", "tasks", "lineserver"], parsed.GetValue(clients), parsed.GetValue(lines)));
    return measure;
}
