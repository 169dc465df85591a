using System.Diagnostics;

namespace Tutorial.Net.Load.Studies;

internal sealed class FloodStudy : Study
{
    public override string Name => "flood";

    public override string Question => "One client floods the server with lines. How long do a thousand others wait, who say a line a second each?";

    public override void Run(StudyOptions options, Report report)
    {
        int quiet = options.IsQuick ? 200 : 1_000;
        TimeSpan time = TimeSpan.FromSeconds(options.IsQuick ? 2 : 20);
        using ServedProcess server = new();
        using ClientLoop loop = new();
        Latencies latencies = new();
        List<EchoClient> clients = [.. Enumerable.Range(0, quiet).Select(_ => loop.Add(new EchoClient(server.EndPoint, latencies)))];
        // They do not know each other: each has its own time within the second.
        double[] next = [.. Enumerable.Range(0, quiet).Select(i => (double)i / quiet)];
        long start = Stopwatch.GetTimestamp();
        long asked = 0;
        using Flooder flooder = new(server.EndPoint);
        TimeSpan computed = server.ProcessorTime;
        loop.RunFor(time, () =>
        {
            double now = Stopwatch.GetElapsedTime(start).TotalSeconds;
            for (int i = 0; i < quiet; i++)
            {
                if (next[i] > now || !clients[i].IsAnswered || clients[i].HasFailed)
                    continue;
                next[i] += 1;
                asked++;
                clients[i].Ask();
            }
        });
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        report.Say("quiet clients", $"{quiet:N0}");
        report.Say("lines of the flooding one", $"{flooder.Received / seconds:N0} a second");
        report.Say("the server computed", $"{100 * (server.ProcessorTime - computed).TotalSeconds / seconds:N0} %");
        loop.RunUntil(() => clients.TrueForAll(client => client.IsAnswered || client.HasFailed), "each line has come back");
        report.Exactly("lines of the quiet ones answered", latencies.Count, asked);
        report.Exactly("errors", clients.Count(client => client.HasFailed), 0);
        report.Say("median", $"{latencies.Percentile(50):N2} ms");
        // A quick run is one on a busy machine, and of few lines.
        report.AtMost("99th percentile", latencies.Percentile(99), options.IsQuick ? 500 : 50, "ms");
        report.Say("longest", $"{latencies.Max:N1} ms");
    }
}
