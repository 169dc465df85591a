using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tutorial.Net.Load.Studies;

internal sealed class StopStudy : Study
{
    private const int ReplyLines = 8_000;

    public override string Name => "stop";

    public override string Question => "SIGTERM while hundreds of clients are in the middle of a reply: does the server end in time, and does each client get its whole reply?";

    public override void Run(StudyOptions options, Report report)
    {
        int count = options.IsQuick ? 100 : 500;
        int times = options.IsQuick ? 2 : 20;
        Latencies ends = new();
        long midReply = 0, cut = 0, unclean = 0, failed = 0;
        for (int i = 0; i < times; i++)
        {
            using ServedProcess server = new("--send-buffer", "32768");
            using ClientLoop loop = new();
            List<Reader> readers = [.. Enumerable.Range(0, count).Select(_ => loop.Add(new Reader(server.EndPoint)))];
            server.AwaitOpen(count);
            readers.ForEach(reader => reader.Ask());
            // The first part of the reply is there, and nobody takes the rest.
            loop.RunUntil(() => readers.TrueForAll(reader => reader.Received > 0), "each reply has begun");
            midReply += readers.Count(reader => reader.Received < Reader.Whole);
            loop.RunFor(TimeSpan.FromMilliseconds(50));
            long start = Stopwatch.GetTimestamp();
            server.Terminate();
            readers.ForEach(reader => reader.ReadOn());
            loop.RunUntil(() => readers.TrueForAll(reader => reader.End is not null), "each client has seen the end");
            failed += server.WaitForExit(TimeSpan.FromSeconds(10)) == 0 ? 0 : 1;
            ends.Add(Stopwatch.GetElapsedTime(start));
            cut += readers.Count(reader => reader.Received != Reader.Whole);
            unclean += readers.Count(reader => reader.End != SocketError.Success);
        }

        report.Say("times, clients each, bytes of a reply", $"{times}, {count}, {Reader.Whole:N0}");
        report.Exactly("clients in the middle of their reply", midReply, count * times);
        report.AtMost("the longest end, from the signal to the process's", ends.Max / 1_000, 5, "s");
        report.Say("the median end", $"{ends.Percentile(50) / 1_000:N2} s");
        report.Exactly("replies that were cut", cut, 0);
        report.Exactly("connections that ended with an error", unclean, 0);
        report.Exactly("servers that did not end with exit code 0", failed, 0);
    }

    /// <summary>Asks for a long reply, takes the first of it, and the rest when it is told to.</summary>
    private sealed class Reader(EndPoint server) : StudyClient(server, receiveBuffer: 8_192)
    {
        public const long Whole = ReplyLines * 64L;

        private static readonly byte[] Question = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"REPLY {ReplyLines}\n"));

        private bool _readsOn;

        public long Received { get; private set; }

        protected override bool Reads => _readsOn || Received == 0;

        public void Ask() => Send(Question);

        public void ReadOn()
        {
            _readsOn = true;
            Watch();
        }

        protected override void OnReceived(ReadOnlySpan<byte> bytes) => Received += bytes.Length;
    }
}
