using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Load.Studies;

internal sealed class ChaosStudy : Study
{
    private const int Together = 40;

    public override string Name => "chaos";

    public override string Question =>
        "Numbered, checksummed lines over a network that slices, delays, limits, stalls, half-closes and resets: is any lost, doubled, reordered or changed?";

    public override void Run(StudyOptions options, Report report)
    {
        int lines = options.IsQuick ? 40_000 : 1_000_000;
        int linesEach = options.IsQuick ? 500 : 5_000;
        using ServedProcess server = new();
        using ChaosProxy proxy = new(server.EndPoint);
        Totals totals = new();
        // Each takes the next client when its last one has ended, until enough lines have come back.
        Task[] talks = [.. Enumerable.Range(0, Together).Select(_ => Task.Run(async () =>
        {
            while (Volatile.Read(ref totals.Lines) < lines)
                {
                int client = Interlocked.Increment(ref totals.Clients) - 1;
                await TalkAsync(proxy, new ChaosTalk(client, linesEach, options.Seed), totals).ConfigureAwait(false);
            }
        }))];
        Task.WaitAll(talks);
        server.AwaitOpen(0);
        report.Say("connections, and the seed of the first", $"{totals.Clients}, {options.Seed}");
        report.Say("of which whole, half-closed, reset", $"{totals.Endings[0]}, {totals.Endings[1]}, {totals.Endings[2]}");
        report.AtMost("lines still to come back", Math.Max(0, lines - totals.Lines), 0);
        report.Say("lines that came back", $"{totals.Lines:N0}, {totals.Bytes / 1048576.0:N0} MiB");
        report.Exactly("connections on which something else came back", totals.Wrong, 0);
        report.Exactly("lines that came to the server damaged or out of order", server.Count("wrong"), 0);
        report.AtMost("lines that came back and had never come to the server", Math.Max(0, totals.Lines - server.Count("numbered")), 0);
    }

    private static async Task TalkAsync(ChaosProxy proxy, ChaosTalk talk, Totals totals)
    {
        using Socket socket = proxy.Connect(talk.Plan);
        Task<SocketError> sending = SendAsync(socket, talk.Text);
        (byte[] reply, SocketError error) = await ReadAsync(socket).ConfigureAwait(false);
        await sending.ConfigureAwait(false);
        Interlocked.Increment(ref totals.Endings[(int)talk.Plan.Ending]);
        Interlocked.Add(ref totals.Lines, talk.LinesIn(reply));
        Interlocked.Add(ref totals.Bytes, reply.Length);
        if (!talk.IsRight(reply, error))
            Interlocked.Increment(ref totals.Wrong);
    }

    private static async Task<SocketError> SendAsync(Socket socket, ReadOnlyMemory<byte> text)
    {
        try
        {
            await socket.SendAllAsync(text).ConfigureAwait(false);
            socket.Shutdown(SocketShutdown.Send);
            return SocketError.Success;
        }
        catch (SocketException exception)
        {
            // As planned, or what comes back shows that it was not.
            return exception.SocketErrorCode;
        }
    }

    private static async Task<(byte[] Reply, SocketError Error)> ReadAsync(Socket socket)
    {
        MemoryStream reply = new();
        byte[] buffer = new byte[65_536];
        try
        {
            int count;
            while ((count = await socket.ReceiveAsync(buffer).ConfigureAwait(false)) > 0)
                reply.Write(buffer, 0, count);
            return (reply.ToArray(), SocketError.Success);
        }
        catch (SocketException exception)
        {
            return (reply.ToArray(), exception.SocketErrorCode);
        }
    }

    private sealed class Totals
    {
        public readonly int[] Endings = new int[3];
        public long Lines;
        public long Bytes;
        public int Clients;
        public int Wrong;
    }
}
