using System.Net.Sockets;
using Tutorial.Net.Benchmarks.Lines;

namespace Tutorial.Net.Benchmarks.Compare;

/// <summary>
/// Lines over loopback TCP by every rival, beside the limit, a loop that only counts newlines; the same from a slow sender; and, in
/// memory, what it costs when the lines do not all end alike.
/// </summary>
internal static class LineContests
{
    private const int LineLength = 60;
    private const int DialogueLines = 500;

    /// <summary>Mebibytes a run.</summary>
    private static readonly int Amount =
        int.TryParse(Environment.GetEnvironmentVariable("LINES_MEBIBYTES"), out int amount) ? amount : 64;

    public static IEnumerable<Func<int, ContestResult>> All() =>
        [rounds => Read(LineLength, rounds), rounds => Read(12, rounds), Dialogue, Endings];

    private static ContestResult Read(int lineLength, int rounds)
    {
        byte[] block = LineData.Block(lineLength);
        long lines = (long)block.Length / lineLength * Amount;
        var contest = new Contest($"{lineLength}-byte lines, {Amount} MiB over loopback TCP", "line", lines);
        foreach (LineRival rival in LineRival.All)
        {
            contest.Add(rival.Name, () =>
            {
                using LoopbackPeer peer = LoopbackPeer.Sending(block, Amount);
                Check(rival.Name, rival.Run(peer.Socket), lines);
            });
        }

        return contest.Run(rounds);
    }

    private static ContestResult Dialogue(int rounds)
    {
        byte[] line = LineData.Block(LineLength, LineLength);
        var contest = new Contest("a slow sender: one line, then a wait for the answer", "line", DialogueLines);
        var owned = new List<IDisposable>();
        Add("the limit: receive, count, answer", _ => new byte[64 << 10], DialogueJobs.Limit);
        Add("LineReader, bytes", socket => new LineReader(socket), DialogueJobs.Reader);
        Add("LineReader, bytes, async", socket => new LineReader(socket), (reader, socket, count) => DialogueJobs.ReaderAsync(reader, socket, count).GetAwaiter().GetResult());
        Add("StreamReader, 64 KiB", DialogueJobs.StreamOver, DialogueJobs.Stream);
        Add("StreamReader, 64 KiB, async", DialogueJobs.StreamOver, (reader, socket, count) => DialogueJobs.StreamAsync(reader, socket, count).GetAwaiter().GetResult());
        Add("PipeReader over NetworkStream", DialogueJobs.PipeOver, (reader, socket, count) => DialogueJobs.PipeAsync(reader, socket, count).GetAwaiter().GetResult());
        ContestResult result = contest.Run(rounds);
        owned.ForEach(peer => peer.Dispose());
        return result;

        void Add<TReader>(string name, Func<Socket, TReader> make, Action<TReader, Socket, int> run)
        {
            LoopbackPeer peer = DialogueJobs.Peer(line);
            owned.Add(peer);
            TReader reader = make(peer.Socket);
            contest.Add(name, () => run(reader, peer.Socket, DialogueLines));
        }
    }

    private static ContestResult Endings(int rounds)
    {
        byte[] lf = LineData.Block(LineLength);
        byte[] crLf = LineData.Block(LineLength, lf.Length, _ => true);
        byte[] mixed = LineData.Block(LineLength, lf.Length, line => line % 2 == 0);
        int lines = lf.Length / LineLength;
        var contest = new Contest($"{LineLength}-byte lines in memory, copied in and cut", "line", lines);
        Add("LineFramer, Lf, all lines end in LF", LineTerminator.Lf, lf);
        Add("LineFramer, Lf, all end in CR LF", LineTerminator.Lf, crLf);
        Add("LineFramer, Lf, LF and CR LF in turns", LineTerminator.Lf, mixed);
        Add("LineFramer, CrLf", LineTerminator.CrLf, crLf);
        Add("LineFramer, Universal, all end in LF", LineTerminator.Universal, lf);
        Add("LineFramer, Universal, LF and CR LF in turns", LineTerminator.Universal, mixed);
        Add("LineFramer, Custom (CR LF)", LineTerminator.Custom("\r\n"u8), crLf);
        return contest.Run(rounds);

        void Add(string name, LineTerminator terminator, byte[] block)
        {
            var framer = new LineFramer(new LineOptions { Terminator = terminator });
            contest.Add(name, () => Check(name, FramerJob.Cut(framer, block), lines));
        }
    }

    private static void Check(string name, long found, long lines)
    {
        if (found != lines)
            throw new InvalidOperationException($"{name} found {found} lines of {lines}.");
    }
}
