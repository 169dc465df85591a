using System.Collections.Concurrent;

namespace Tutorial.Net.Tests.Serving;

/// <summary>A handler made of delegates, which notes who came and went.</summary>
internal sealed class ScriptHandler : ILineHandler
{
    private int _connected;
    private int _disconnected;

    public delegate void LineAction(LineSession session, in Line line);

    public delegate void BytesAction(LineSession session, ReadOnlySpan<byte> bytes, bool isLast);

    public Action<LineSession>? Connected { get; init; }

    public LineAction? Line { get; init; }

    public BytesAction? Bytes { get; init; }

    public Action<LineSession, Exception?>? Disconnected { get; init; }

    public int ConnectedCount => Volatile.Read(ref _connected);

    public int DisconnectedCount => Volatile.Read(ref _disconnected);

    /// <summary>Each session that ended, with its error, in order.</summary>
    public BlockingCollection<(LineSession Session, Exception? Error)> Ends { get; } = [];

    public ConcurrentDictionary<LineSession, int> EndsOf { get; } = [];

    public void OnConnected(LineSession session)
    {
        Interlocked.Increment(ref _connected);
        Connected?.Invoke(session);
    }

    public void OnLine(LineSession session, in Line line)
    {
        if (Line is null)
            session.WriteLine(line.Span);
        else
            Line(session, line);
    }

    public void OnBytes(LineSession session, ReadOnlySpan<byte> bytes, bool isLast) => Bytes?.Invoke(session, bytes, isLast);

    public void OnDisconnected(LineSession session, Exception? error)
    {
        Interlocked.Increment(ref _disconnected);
        EndsOf.AddOrUpdate(session, 1, static (_, count) => count + 1);
        Ends.Add((session, error));
        Disconnected?.Invoke(session, error);
    }

    /// <summary>The next session that ends, and why.</summary>
    public Exception? NextEnd()
    {
        Assert.True(Ends.TryTake(out (LineSession Session, Exception? Error) end, TestServer.Patience), "no session ended");
        return end.Error;
    }
}
