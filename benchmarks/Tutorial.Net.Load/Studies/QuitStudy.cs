using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tutorial.Net.Load.Studies;

internal sealed class QuitStudy : Study
{
    private const int Together = 32;

    public override string Name => "quit";

    public override string Question => "QUIT as the third of a thousand lines sent at once: does its reply arrive, or does a reset take it?";

    public override void Run(StudyOptions options, Report report)
    {
        int times = options.IsQuick ? 500 : 10_000;
        using ServedProcess server = new();
        using ClientLoop loop = new();
        int begun = 0, right = 0, orderly = 0;
        List<Hasty> there = [];
        while (begun < times || there.Count > 0)
        {
            for (; there.Count < Together && begun < times; begun++)
                there.Add(loop.Add(new Hasty(server.EndPoint)));
            loop.RunUntil(() => there.Exists(client => client.End is not null), "a connection has ended");
            foreach (Hasty client in there.Where(client => client.End is not null))
            {
                right += client.HasReply ? 1 : 0;
                orderly += client.End == SocketError.Success ? 1 : 0;
                loop.Remove(client);
            }

            there.RemoveAll(client => client.End is not null);
        }

        report.Exactly("replies that arrived, and nothing after them", right, times);
        report.Exactly("connections that ended in order", orderly, times);
    }

    private sealed class Hasty : StudyClient
    {
        private static readonly byte[] Lines =
            Encoding.ASCII.GetBytes("noop\nnoop\nQUIT\n" + string.Concat(Enumerable.Repeat($"noop {new string('x', 200)}\n", 997)));

        private readonly List<byte> _received = [];

        public Hasty(EndPoint server)
            : base(server) => Send(Lines);

        public bool HasReply => "noop\nnoop\n221 bye\n"u8.SequenceEqual(_received.ToArray());

        protected override void OnReceived(ReadOnlySpan<byte> bytes) => _received.AddRange(bytes);
    }
}
