using System.Diagnostics;
using System.Net;

namespace Tutorial.Net.Load.Studies;

internal sealed class PausedStudy : Study
{
    public override string Name => "paused";

    public override string Question => "Clients that the server does not read from for the time being reset their connections: when does it notice?";

    public override void Run(StudyOptions options, Report report)
    {
        int count = options.IsQuick ? 100 : 1_000;
        using ServedProcess server = new();
        using ClientLoop loop = new();
        List<PausedClient> clients = [.. Enumerable.Range(0, count).Select(_ => loop.Add(new PausedClient(server.EndPoint)))];
        clients.ForEach(client => client.Send("PAUSE\n"u8.ToArray()));
        loop.RunUntil(() => clients.TrueForAll(client => client.IsPaused), "each client is paused");
        // Every second one has sent something that nobody reads.
        for (int i = 0; i < count; i += 2)
            clients[i].Send("unread\n"u8.ToArray());
        loop.RunFor(TimeSpan.FromMilliseconds(100));
        report.Exactly("clients, paused", server.Count("open"), count);
        Dictionary<string, long> reset = [];
        foreach (PausedClient client in clients)
        {
            reset[client.EndPoint.ToString()] = Stopwatch.GetTimestamp();
            client.Reset();
            // Not all at once.
            if (reset.Count % 10 == 0)
                loop.RunFor(TimeSpan.FromMilliseconds(5));
        }

        server.AwaitOpen(0);
        Latencies latencies = new();
        foreach ((string client, long at) in server.Gone())
            latencies.Add(Stopwatch.GetElapsedTime(reset[client], at));
        report.Exactly("`OnDisconnected`", latencies.Count, count);
        report.Exactly("ended for `peer_reset`", server.Count("peer_reset"), count);
        report.Say("median after the reset", $"{latencies.Percentile(50):N2} ms");
        report.AtMost("the last after its reset", latencies.Max, 1_000, "ms");
    }

    private sealed class PausedClient(EndPoint server) : StudyClient(server)
    {
        private int _received;

        public bool IsPaused => _received == "paused\n".Length;

        protected override void OnReceived(ReadOnlySpan<byte> bytes) => _received += bytes.Length;
    }
}
