namespace Tutorial.Net.Load.Studies;

internal sealed class IdleStudy : Study
{
    public override string Name => "idle";

    public override string Question => "Thousands of clients that are silent: what each holds, what all of them compute, and whether each is served still.";

    public override void Run(StudyOptions options, Report report)
    {
        int connections = options.IsQuick ? 1_000 : 9_000;
        TimeSpan time = TimeSpan.FromSeconds(options.IsQuick ? 1 : 20);
        using ServedProcess server = new();
        using ClientLoop loop = new();
        Latencies first = new();
        Latencies second = new();

        // Whatever is made once is made now.
        AskAll(loop, Connect(loop, server, 100, first));
        loop.Clear();
        server.AwaitOpen(0);
        long heap = server.Heap;
        long resident = server.Resident;

        List<EchoClient> clients = Connect(loop, server, connections, second);
        AskAll(loop, clients);
        server.AwaitOpen(connections);
        double each = (server.Heap - heap) / (double)connections;
        report.Say("connections", $"{connections:N0}");
        report.AtMost("managed memory each, after a line of each was served", each, 2048, "bytes");
        report.Say("resident memory each", $"{(server.Resident - resident) / (double)connections:N0} bytes");

        // The collection's own threads have come to rest.
        loop.RunFor(TimeSpan.FromMilliseconds(200));
        TimeSpan before = server.ProcessorTime;
        loop.RunFor(time);
        report.AtMost($"processor while idle, {time.TotalSeconds} s", 100 * (server.ProcessorTime - before) / time, options.IsQuick ? 10 : 2, "%");
        AskAll(loop, clients);
        report.Exactly("lines echoed, two over each", second.Count, 2L * connections);
        report.Exactly("errors", clients.Count(client => client.HasFailed), 0);
    }

    private static List<EchoClient> Connect(ClientLoop loop, ServedProcess server, int count, Latencies latencies) =>
        [.. Enumerable.Range(0, count).Select(_ => loop.Add(new EchoClient(server.EndPoint, latencies)))];

    private static void AskAll(ClientLoop loop, List<EchoClient> clients)
    {
        clients.ForEach(client => client.Ask());
        loop.RunUntil(() => clients.TrueForAll(client => client.IsAnswered || client.HasFailed), "each line has come back");
    }
}
