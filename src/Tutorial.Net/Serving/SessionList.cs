using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Tutorial.Net;

/// <summary>
/// Who is there, and how many may be: takes connections in, and tells the handler of those that are over. Only <see cref="Snapshot"/> is
/// for other threads.
/// </summary>
internal sealed class SessionList(ServerLoop loop)
{
    /// <summary>In milliseconds.</summary>
    private const int PauseBetweenWarnings = 1_000;

    private readonly Lock _lock = new();
    private readonly List<SessionCore> _known = [];
    private readonly HashSet<SessionCore> _open = [];

    /// <summary>How many can be waited for at all; one more, and no wait would succeed.</summary>
    private readonly int _mostWatched = loop.Backend == MultiplexerBackend.Select ? DescriptorRoom.OfSelect() : int.MaxValue;
    private readonly AddressCounts _addresses = new(loop.Options.MaxConnectionsPerAddress);
    private List<SessionCore> _finished = [];
    private List<SessionCore> _telling = [];
    private long _lastId;
    private bool _hasWarnedOfProxy;
    private long _nextWarning;

    /// <summary>Connections that are open, or of whose end the handler has not heard yet.</summary>
    public int Open => _open.Count;

    /// <summary>A copy of <see cref="Open"/>'s, which may end one by one. A registration is no such list: it goes with a socket that somebody
    /// else closes.</summary>
    public SessionCore[] AllOpen => [.. _open];

    public bool HasRoom => Open < Math.Min(loop.Options.MaxConnections, _mostWatched);

    public bool HasFinished => _finished.Count > 0;

    /// <summary>Those whom the handler knows.</summary>
    public IReadOnlyList<LineSession> Snapshot()
    {
        lock (_lock)
            return [.. _known.Select(static core => core.Session)];
    }

    /// <summary>How many the handler knows.</summary>
    public int Known
    {
        get
        {
            lock (_lock)
                return _known.Count;
        }
    }

    /// <summary>Takes a connection over.</summary>
    public void Add(Socket connection)
    {
        if (Open >= _mostWatched)
        {
            Refuse(connection, SessionEnd.NotWatched, $"Socket.Select takes no more than the {Open} there are");
            return;
        }

        SessionCore? core = null;
        try
        {
            EndPoint? remote = connection.RemoteEndPoint;
            bool isProxy = ProxyIntake.IsTrusted(remote, loop.Options.TrustedProxies);
            connection.Blocking = false;
            if (connection.ProtocolType == ProtocolType.Tcp)
                connection.NoDelay = true;
            core = new SessionCore(loop, connection, loop.CreateTransport(connection), remote, null, ++_lastId);
            if (!isProxy && !TryCount(core, remote))
            {
                connection.Dispose();
                return;
            }

            _open.Add(core);
            core.Start(expectsHeader: isProxy);
        }
        catch (Exception exception) when (exception is SocketException or IOException or InvalidOperationException or ObjectDisposedException)
        {
            SessionEnd end = IsOfConnection(exception) ? SessionEnd.Gone : SessionEnd.NotWatched;
            if (core is null)
            {
                Refuse(connection, end, exception.Message);
                return;
            }

            LogRefusal(end, exception.Message);
            core.Finish(null, end);
        }
    }

    /// <summary>Counts a session under its client's address, unless that has enough.</summary>
    public bool TryCount(SessionCore core, EndPoint? remote)
    {
        if (AddressKey.Of(remote, loop.Options.CountsLoopback) is not { } key)
            return true;
        if (!_addresses.TryAdd(key))
        {
            ServingLog.TooManyOfAddress(loop.Logger, remote, loop.Options.MaxConnectionsPerAddress);
            loop.Metrics.Dropped(ServerMetrics.TooMany);
            return false;
        }

        core.CountedAs = key;
        return true;
    }

    /// <summary>The handler is about to hear of it.</summary>
    public void OnConnected(SessionCore core)
    {
        if (loop.Logger.IsEnabled(LogLevel.Debug))
        {
            object? shown = HostText.Shown(core.RemoteEndPoint);
            ServingLog.Connected(loop.Logger, core.Session.Id, shown);
        }

        lock (_lock)
        {
            core.Index = _known.Count;
            _known.Add(core);
        }
    }

    /// <summary>The socket is closed; the handler hears of it when nothing of the session's is under way.</summary>
    public void OnFinished(SessionCore core)
    {
        if (core.CountedAs is { } key)
            _addresses.Remove(key);
        _finished.Add(core);
    }

    public void Broadcast(ReadOnlySpan<byte> line, Func<LineSession, bool>? where)
    {
        // By index, backwards: the selection may end sessions, which leave the list later, or post, but not add any.
        for (int i = _known.Count - 1; i >= 0; i--)
        {
            LineSession session = _known[i].Session;
            if (where is null || where(session))
                session.WriteBroadcast(line);
        }
    }

    /// <summary>Tells the handler of all that are over, those included whom that ends.</summary>
    public void TellFinished()
    {
        while (_finished.Count > 0)
        {
            (_finished, _telling) = (_telling, _finished);
            foreach (SessionCore core in _telling)
                Tell(core);
            _telling.Clear();
        }
    }

    private void Tell(SessionCore core)
    {
        _open.Remove(core);
        if (core.WasConnected)
        {
            Remove(core);
            loop.Metrics.Disconnected(core.End);
            ServingLog.Disconnected(loop.Logger, core.Session.Id, core.End);
            try
            {
                loop.Handler.OnDisconnected(core.Session, core.Error);
            }
            catch (Exception exception)
            {
                ServingLog.HandlerFailed(loop.Logger, exception, core.Session.Id);
            }
        }

        else
        {
            TellDropped(core);
        }

        core.Dispose();
    }

    /// <summary>One that the handler never heard of, and that is over for another reason than the server's own.</summary>
    private void TellDropped(SessionCore core)
    {
        if (core.End == SessionEnd.Stopped)
            return;
        loop.Metrics.Dropped(ServerMetrics.Name(core.End));
        if (core.End is not (SessionEnd.BadProxyHeader or SessionEnd.LineTimeout))
            return;
        ReadOnlySpan<byte> bytes = core.Reader.Input.Buffered.Span;
        // The operator's mistake, and no client's: but one that only looks whether somebody is here sends nothing, and leaves.
        bool isWarning = !_hasWarnedOfProxy && (core.End == SessionEnd.LineTimeout || !bytes.IsEmpty);
        _hasWarnedOfProxy |= isWarning;
        LogLevel level = isWarning ? LogLevel.Warning : LogLevel.Debug;
        if (loop.Logger.IsEnabled(level))
        {
            string shown = ServingLog.Escape(bytes);
            ServingLog.BadProxyHeader(loop.Logger, level, core.RemoteEndPoint, shown);
        }
    }

    private void Refuse(Socket connection, SessionEnd end, string reason)
    {
        LogRefusal(end, reason);
        loop.Metrics.Dropped(ServerMetrics.Name(end));
        connection.Dispose();
    }

    private void LogRefusal(SessionEnd end, string reason)
    {
        if (end == SessionEnd.Gone)
        {
            ServingLog.Gone(loop.Logger, reason);
        }
        else if (loop.Now >= _nextWarning)
        {
            // Whoever connects would have one written.
            _nextWarning = loop.Now + PauseBetweenWarnings;
            ServingLog.NotWatched(loop.Logger, reason);
        }
    }

    /// <summary>Whether the connection was gone before it could be looked at; otherwise the kernel has no room for it.</summary>
    private static bool IsOfConnection(Exception exception) => (exception.InnerException ?? exception) is ObjectDisposedException
        || (exception is SocketException { SocketErrorCode: var error } && AcceptLoop.ReactionTo(error) != AcceptLoop.Reaction.BackOff);

    private void Remove(SessionCore core)
    {
        lock (_lock)
        {
            SessionCore last = _known[^1];
            _known[core.Index] = last;
            last.Index = core.Index;
            _known.RemoveAt(_known.Count - 1);
        }
    }
}
