using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Tutorial.Net.Load.Studies;

internal sealed class DripStudy : Study
{
    public override string Name => "drip";

    public override string Question => "A thousand clients send a byte now and then and never end their line. Is each dropped when its time is over, and are others served?";

    public override void Run(StudyOptions options, Report report)
    {
        int count = options.IsQuick ? 200 : 1_000;
        double limit = options.IsQuick ? 1 : 5;
        using ServedProcess server = new("--line-timeout", limit.ToString(CultureInfo.InvariantCulture));
        using ClientLoop loop = new();
        Latencies latencies = new();
        List<EchoClient> good = [.. Enumerable.Range(0, 100).Select(_ => loop.Add(new EchoClient(server.EndPoint, latencies)))];
        List<Dripper> drippers = [.. Enumerable.Range(0, count).Select(_ => loop.Add(new Dripper(server.EndPoint)))];
        server.AwaitOpen(good.Count + count);
        // They begin within a second, and drip ten times within their limit.
        double[] next = [.. Enumerable.Range(0, count).Select(i => (double)i / count)];
        double[] nextGood = [.. Enumerable.Range(0, good.Count).Select(i => 0.1 * i / good.Count)];
        long start = Stopwatch.GetTimestamp();
        loop.RunUntil(
            () =>
            {
                double now = Stopwatch.GetElapsedTime(start).TotalSeconds;
                for (int i = 0; i < good.Count; i++)
                {
                    if (nextGood[i] > now || !good[i].IsAnswered || good[i].HasFailed)
                        continue;
                    nextGood[i] += 0.1;
                    good[i].Ask();
                }

                for (int i = 0; i < count; i++)
                {
                    if (next[i] > now || drippers[i].End is not null)
                        continue;
                    next[i] += limit / 10;
                    drippers[i].Drip();
                }

                return drippers.TrueForAll(client => client.End is not null);
            },
            "every dripping client has been dropped");
        Latencies lives = new();
        drippers.ForEach(client => lives.Add(Stopwatch.GetElapsedTime(client.BeganAt, client.EndedAt)));
        report.Say("dripping clients, and their limit", $"{count:N0}, {limit} s");
        report.Exactly("dropped for `line_timeout`", server.Count("line_timeout"), count);
        // The server's clock counts whole milliseconds.
        report.AtMost("the first, before the limit", (limit * 1_000) - lives.Percentile(0), 1, "ms");
        report.AtMost("the last after the limit", lives.Max - (limit * 1_000), 1_000, "ms");
        report.Say("lines of a hundred good clients meanwhile", $"{latencies.Count:N0}, the 99th percentile {latencies.Percentile(99):N2} ms");
        report.Exactly("their errors", good.Count(client => client.HasFailed), 0);
    }

    private sealed class Dripper(EndPoint server) : StudyClient(server)
    {
        private static readonly byte[] Drop = "x"u8.ToArray();

        public long BeganAt { get; private set; }

        public void Drip()
        {
            if (BeganAt == 0)
                BeganAt = Stopwatch.GetTimestamp();
            Send(Drop);
        }

        protected override void OnReceived(ReadOnlySpan<byte> bytes)
        {
        }
    }
}
