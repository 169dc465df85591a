using Tutorial.Net.Load.Studies;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Load.Soak;

/// <summary>Clients on one thread, which wait with a <see cref="SocketMultiplexer"/>.</summary>
internal sealed class MultiplexedTalks(SoakServers servers, SoakCounts counts) : SoakPart
{
    private const int Together = 8;
    private const int Lines = 300;

    protected override void Run(CancellationToken stop)
    {
        using ClientLoop loop = new();
        List<Talker> there = [];
        while (!stop.IsCancellationRequested || there.Count > 0)
        {
            while (there.Count < Together && !stop.IsCancellationRequested)
            {
                Talker talker = loop.Add(new Talker(servers.Lines, counts.NextTalk(Lines)));
                talker.Begin();
                there.Add(talker);
            }

            loop.RunUntil(() => there.Exists(talker => talker.End is not null), "a client is served");
            foreach (Talker talker in there.Where(talker => talker.End is not null))
            {
                loop.Remove(talker);
                counts.CountLines(nameof(MultiplexedTalks), talker.Talk, talker.Reply, talker.End!.Value);
            }

            there.RemoveAll(talker => talker.End is not null);
            Rest(stop);
        }
    }

    private sealed class Talker(ChaosProxy network, ChaosTalk talk) : StudyClient(network.Connect(talk.Plan))
    {
        private readonly MemoryStream _reply = new();

        public ChaosTalk Talk => talk;

        public ReadOnlySpan<byte> Reply => _reply.GetBuffer().AsSpan(0, (int)_reply.Length);

        public void Begin() => Send(talk.Text);

        protected override void OnReceived(ReadOnlySpan<byte> bytes)
        {
            _reply.Write(bytes);
            if (_reply.Length == talk.Text.Length)
                ShutDown();
        }
    }
}
