using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;

namespace Tutorial.Net.Load.Studies;

internal sealed class SlowConsumersStudy : Study
{
    private const double Mebi = 1_048_576;

    public override string Name => "slow";

    public override string Question =>
        "A thousand clients never read while others broadcast to all. What do they hold of the server's memory until they are dropped, by either limit?";

    public override void Run(StudyOptions options, Report report)
    {
        int count = options.IsQuick ? 200 : 1_000;
        // At once, when more than 64 KiB wait.
        Drop(count, report, "overflow", ["--hard-pending", "65536"], linesPerSecond: 100, 64 * 1_024);
        // For two seconds more waits than may, though never as much as would drop them at once.
        Drop(count, report, "slow_consumer", ["--max-pending", "16384", "--slow-timeout", "2"], linesPerSecond: 10, 64 * 1_024);
        if (!options.IsQuick)
            Drop(count, report, "overflow", [], linesPerSecond: 200, most: null);
    }

    private static void Drop(int count, Report report, string reason, string[] limits, int linesPerSecond, int? most)
    {
        const int LineLength = 2_000;
        string name = limits.Length == 0 ? "the defaults" : $"`{string.Join(' ', limits)}`";
        // The kernel's buffer is not the server's memory; 64 KiB are about what it is over Ethernet.
        using ServedProcess server = new([.. limits, "--send-buffer", "32768"]);
        using ClientLoop loop = new();
        List<Deaf> deaf = [.. Enumerable.Range(0, count).Select(_ => loop.Add(new Deaf(server.EndPoint)))];
        List<Speaker> speakers = [.. Enumerable.Range(0, 5).Select(_ => loop.Add(new Speaker(server.EndPoint)))];
        server.AwaitOpen(count + speakers.Count);
        long heap = server.Heap;
        long before = server.Resident;
        server.ForgetPeak();
        long start = Stopwatch.GetTimestamp();
        byte[] line = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"ALL {new string('x', LineLength)}\n"));
        int said = 0;
        loop.RunUntil(
            () =>
            {
                if (said < Stopwatch.GetElapsedTime(start).TotalSeconds * linesPerSecond)
                    speakers[said++ % speakers.Count].Send(line);
                return deaf.TrueForAll(client => client.End is not null);
            },
            "every client that does not read has been dropped");
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        loop.RunUntil(() => speakers.TrueForAll(speaker => speaker.Received == said * (long)line.Length || speaker.End is not null), "those who read have all");
        // A client may see its end before the server has counted it.
        server.AwaitOpen(speakers.Count);
        Dictionary<string, long> counts = server.Counts();
        report.Exactly($"{name}: dropped for `{reason}`", counts.GetValueOrDefault(reason), count);
        report.Say($"{name}: all within", $"{seconds:N1} s, after {said} broadcasts of {LineLength + 5} bytes");
        string peak = $"{name}: memory beyond the {before / Mebi:N0} MiB before, at its peak";
        double grown = (server.PeakResident - before) / Mebi;
        if (most is { } each)
            report.AtMost(peak, grown, ((double)each * count / Mebi) + 32, "MiB");
        else
            report.Say(peak, $"{grown:N0} MiB");
        report.Exactly($"{name}: those who read and got every line", speakers.Count(speaker => speaker.End is null), speakers.Count);
        report.Say($"{name}: live heap", $"{server.Heap / Mebi:N1} MiB, {heap / Mebi:N1} MiB before");
    }

    private sealed class Deaf(EndPoint server) : StudyClient(server, receiveBuffer: 4_096)
    {
        protected override bool Reads => false;

        protected override void OnReceived(ReadOnlySpan<byte> bytes) =>
            throw new InvalidOperationException("A client that does not read was given something.");
    }

    private sealed class Speaker(EndPoint server) : StudyClient(server)
    {
        public long Received { get; private set; }

        protected override void OnReceived(ReadOnlySpan<byte> bytes) => Received += bytes.Length;
    }
}
