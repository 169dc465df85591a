using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net.Load.Studies;

internal sealed class ChurnStudy : Study
{
    /// <summary>Who is there at the same time.</summary>
    private const int Together = 64;

    /// <summary>A leak of three bytes a connection would be seen.</summary>
    private const double HeapTolerance = 256;

    public override string Name => "churn";

    public override string Question =>
        "Connections that come and go: a quarter is reset inside a line, a quarter ends its side and reads on, a quarter says QUIT, a quarter just closes.";

    public override void Run(StudyOptions options, Report report)
    {
        int connections = options.IsQuick ? 4_000 : 100_000;
        using ServedProcess server = new();
        using ClientLoop loop = new();
        ComeAndGo(loop, server, 2_000);
        (int descriptors, int threads, long heap, long resident) = (server.Descriptors, server.Threads, server.Heap, server.Resident);
        int failed = ComeAndGo(loop, server, connections);
        report.Say("connections", $"{connections:N0}");
        report.Exactly("clients that did not get their reply", failed, 0);
        report.AtMost($"descriptors, {descriptors} before", server.Descriptors, descriptors);
        report.AtMost($"threads, {threads} before", server.Threads, threads);
        report.AtMost($"live heap, {heap / 1024.0:N0} KiB before", server.Heap / 1024.0, (heap / 1024.0) + HeapTolerance, "KiB");
        report.Say("resident memory", $"{server.Resident / 1048576.0:N1} MiB, {resident / 1048576.0:N1} MiB before");
    }

    /// <returns>How many failed.</returns>
    private static int ComeAndGo(ClientLoop loop, ServedProcess server, int count)
    {
        int begun = 0;
        int failed = 0;
        List<Visitor> there = [];
        while (begun < count || there.Count > 0)
        {
            while (there.Count < Together && begun < count)
                there.Add(loop.Add(new Visitor(server.EndPoint, begun++ % 4)));
            loop.RunUntil(() => there.Exists(visitor => visitor.IsDone), "a client is served");
            foreach (Visitor visitor in there.Where(visitor => visitor.IsDone))
            {
                loop.Remove(visitor);
                failed += visitor.HasFailed ? 1 : 0;
            }

            there.RemoveAll(visitor => visitor.IsDone);
        }

        server.AwaitOpen(0);
        return failed;
    }

    /// <summary>Sends a line, awaits its echo, and goes in one of four ways.</summary>
    private sealed class Visitor : StudyClient
    {
        private static readonly byte[] Line = "line of a visitor\n"u8.ToArray();
        private static readonly byte[] Half = "half a li"u8.ToArray();
        private static readonly byte[] Quit = "QUIT\n"u8.ToArray();

        private readonly int _kind;
        private readonly List<byte> _received = [];

        public Visitor(EndPoint server, int kind)
            : base(server)
        {
            _kind = kind;
            Send(Line);
        }

        public bool IsDone { get; private set; }

        public bool HasFailed { get; private set; }

        protected override void OnReceived(ReadOnlySpan<byte> bytes)
        {
            bool hadLine = _received.Count >= Line.Length;
            _received.AddRange(bytes);
            if (hadLine || _received.Count < Line.Length)
                return;
            switch (_kind)
            {
                case 0:
                    Send(Half);
                    Reset();
                    Done("line of a visitor\n"u8);
                    break;
                case 1:
                    Send(Half);
                    ShutDown();
                    break;
                case 2:
                    Send(Quit);
                    break;
                default:
                    Dispose();
                    Done("line of a visitor\n"u8);
                    break;
            }
        }

        protected override void OnEnded() => Done(_kind == 1 ? "line of a visitor\nhalf a li\n"u8 : "line of a visitor\n221 bye\n"u8);

        private void Done(ReadOnlySpan<byte> expected)
        {
            IsDone = true;
            HasFailed = !expected.SequenceEqual(_received.ToArray()) || End is not (null or SocketError.Success);
        }
    }
}
