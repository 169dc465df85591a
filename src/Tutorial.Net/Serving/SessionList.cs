using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>
/// Who is there, and how many may be: takes connections in, and tells the handler of those that are over. Only <see cref="Snapshot"/> is
/// for other threads.
/// </summary>
internal sealed class SessionList(ServerLoop loop)
{
    private readonly Lock _lock = new();
    private readonly List<SessionCore> _known = [];
    private readonly int _most = loop.Backend == MultiplexerBackend.Select
        ? Math.Min(loop.Options.MaxConnections, DescriptorRoom.OfSelect())
        : loop.Options.MaxConnections;

    private readonly AddressCounts _addresses = new(loop.Options.MaxConnectionsPerAddress);
    private List<SessionCore> _finished = [];
    private List<SessionCore> _telling = [];
    private long _lastId;

    /// <summary>Connections that are open, or of whose end the handler has not heard yet.</summary>
    public int Open { get; private set; }

    public bool HasRoom => Open < _most;

    public bool HasFinished => _finished.Count > 0;

    /// <summary>Those whom the handler knows.</summary>
    public IReadOnlyList<LineSession> Snapshot()
    {
        lock (_lock)
            return [.. _known.Select(static core => core.Session)];
    }

    /// <summary>Takes a connection over.</summary>
    public void Add(Socket connection)
    {
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

            Open++;
            core.Start(expectsHeader: isProxy);
        }
        catch (Exception exception) when (exception is SocketException or IOException or InvalidOperationException or ObjectDisposedException)
        {
            // Gone before it could be looked at, or no room in the kernel.
            ServingLog.AcceptFailed(loop.Logger, null, (exception as SocketException)?.SocketErrorCode ?? SocketError.SocketError, 0);
            if (core is not null)
                core.Finish(null, SessionEnd.PeerReset);
            else
                connection.Dispose();
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
            loop.Metrics.Refused();
            return false;
        }

        core.CountedAs = key;
        return true;
    }

    /// <summary>The handler is about to hear of it.</summary>
    public void OnConnected(SessionCore core)
    {
        ServingLog.Connected(loop.Logger, core.Session.Id, core.RemoteEndPoint);
        loop.Metrics.Connected();
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
        Open--;
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

        core.Dispose();
    }

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
