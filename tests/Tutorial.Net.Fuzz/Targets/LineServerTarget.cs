using System.Net.Sockets;
using System.Text;

namespace Tutorial.Net.Fuzz;

/// <summary>
/// A server whose client's every receive and send is scripted, and whose handler does what the lines say: what the handler is called with,
/// what is sent and why it ends are what <see cref="SessionModel"/> says.
/// </summary>
/// <remarks>Choices: limits, the terminator, the policy, then what each receive and each send does.</remarks>
internal sealed class LineServerTarget : FuzzTarget
{
    public override string Name => "server";

    public override int MaxLength => 2_048;

    public override void Run(ReadOnlySpan<byte> input)
    {
        var choices = new FuzzInput(input);
        int linesPerTurn = 1 + choices.Next(4), maxPending = 1 << choices.Next(17), hardPending = 64 << choices.Next(15), first = choices.Next(SessionModel.Cuts.Length);
        var lines = new LineOptions
        {
            Terminator = SessionModel.Cuts[first].Terminator,
            MaxLineLength = choices.Next(4) switch { 0 => 65_536, 1 => 20, 2 => 5, _ => 1 },
            Overflow = (LineOverflow)choices.Next(3),
            BufferSize = 128,
        };
        var transport = new ScriptedTransport(choices.Data.ToArray(), choices.Rest());
        var handler = new TalkingHandler();
        LineSession? session = Serve(
            handler,
            transport,
            new LineServerOptions
            {
                Lines = lines,
                MaxLinesPerTurn = linesPerTurn,
                MaxPendingBytes = maxPending,
                HardPendingBytes = Math.Max(hardPending, maxPending),
                LineTimeout = Timeout.InfiniteTimeSpan,
                SlowConsumerTimeout = Timeout.InfiniteTimeSpan,
            });
        Holds(session is not null, "the handler has not heard of it");
        Same(1, handler.Ends, "ends told");
        var model = new SessionModel(first, lines);
        model.Run(transport.Chunks);
        string sent = Encoding.Latin1.GetString(transport.Sent), expected = Encoding.Latin1.GetString([.. model.Output]), seen = handler.Seen.ToString();
        SessionEnd end = session!.Core.End;
        if (end is SessionEnd.Overflow)
        {
            // What does not fit any more ends it, whatever comes after.
            Holds(model.Seen.ToString().StartsWith(seen, StringComparison.Ordinal), $"{model.Seen} expected, {seen} was handled");
            Holds(expected.StartsWith(sent, StringComparison.Ordinal), $"{expected} expected, {sent} was sent");
            return;
        }

        Same(model.End, end, "end");
        Same(model.Seen.ToString(), seen, "handled");
        if (end == SessionEnd.Aborted)
            Holds(expected.StartsWith(sent, StringComparison.Ordinal), $"{expected} expected, {sent} was sent");
        else
            Same(expected, sent, "sent");
        Same(model.Error, session.Core.Error?.GetType().Name, "error");
        Same(0, session.PendingBytes, "bytes that are left");
    }

    /// <summary>On this thread, to the end.</summary>
    private static LineSession? Serve(TalkingHandler handler, ScriptedTransport transport, LineServerOptions options)
    {
        const int MostIdleTurns = 10_000;
        (Socket one, Socket other) = SocketPair.Create();
        using var stop = new CancellationTokenSource();
        using var server = new LineServer(handler, options);
        server.Loop.CreateTransport = _ => transport;
        // Never read, so that the socket is always ready.
        other.Send([1]);
        server.Adopt(one);
        int idleTurns = 0, moved = -1;
        Look();
        server.Run(stop.Token);
        other.Dispose();
        return idleTurns < MostIdleTurns ? handler.Session : throw new FuzzException("The session does not go on.");

        void Look()
        {
            idleTurns = transport.Moved == moved ? idleTurns + 1 : 0;
            bool isOver = moved >= 0 && server.Loop.Sessions.Open == 0;
            moved = transport.Moved;
            if (isOver)
                stop.Cancel();
            else if (idleTurns == MostIdleTurns)
                server.Dispose();
            else
                server.Post(Look);
        }
    }
}
