using System.Diagnostics;

namespace Tutorial.Net.Load.Studies;

internal sealed class DescriptorsStudy : Study
{
    private const int Limit = 300;

    public override string Name => "descriptors";

    public override string Question => "More clients come than the server may have descriptors (`ulimit -n 300`): does it spin, serve those it has, and recover?";

    public override void Run(StudyOptions options, Report report)
    {
        int count = options.IsQuick ? 500 : 1_000;
        TimeSpan time = TimeSpan.FromSeconds(options.IsQuick ? 1 : 10);
        using ServedProcess server = ServedProcess.WithDescriptors(Limit);
        using ClientLoop loop = new();
        Latencies latencies = new();
        List<EchoClient> clients = [.. Enumerable.Range(0, count).Select(_ => loop.Add(new EchoClient(server.EndPoint, latencies)))];
        clients.ForEach(client => client.Ask());
        loop.RunUntil(() => server.Count("accept_failed") > 0, "an accept has failed");
        loop.RunFor(TimeSpan.FromMilliseconds(200));
        List<EchoClient> served = clients.FindAll(client => client.IsAnswered);
        report.Say("clients, and those served at once", $"{count:N0}, {served.Count}");

        long failed = server.Count("accept_failed");
        TimeSpan computed = server.ProcessorTime;
        long start = Stopwatch.GetTimestamp();
        loop.RunFor(time);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        report.AtMost("accepts tried in a second, without success", (server.Count("accept_failed") - failed) / seconds, 20);
        report.Say("processor meanwhile", $"{100 * (server.ProcessorTime - computed).TotalSeconds / seconds:N1} %");

        Latencies existing = new();
        int answered = latencies.Count;
        served.ForEach(client => client.Ask());
        loop.RunUntil(() => served.TrueForAll(client => client.IsAnswered || client.HasFailed), "those who are there are served");
        report.Exactly("lines of those who are there answered meanwhile", latencies.Count - answered, served.Count);

        // Half of those who are there go: as many who wait must be served.
        int going = served.Count / 2;
        served.GetRange(0, going).ForEach(loop.Remove);
        List<EchoClient> waiting = clients.FindAll(client => !client.IsAnswered);
        long freed = Stopwatch.GetTimestamp();
        loop.RunUntil(() => waiting.Exists(client => client.IsAnswered), "one who waited is served");
        report.AtMost("first of those who wait served after descriptors came back", Stopwatch.GetElapsedTime(freed).TotalMilliseconds, 1_000, "ms");
        loop.RunUntil(() => waiting.Count(client => client.IsAnswered) >= going, "as many as went are served");
        report.Say($"the {going}th of them", $"{Stopwatch.GetElapsedTime(freed).TotalMilliseconds:N0} ms");
        while (waiting.RemoveAll(client => client.IsAnswered) is var more && waiting.Count > 0)
        {
            foreach (EchoClient client in clients.FindAll(client => client.IsAnswered))
                loop.Remove(client);
            loop.RunUntil(() => waiting.Exists(client => client.IsAnswered), "all are served in the end");
        }

        report.Exactly("errors", clients.Count(client => client.HasFailed), 0);
    }
}
