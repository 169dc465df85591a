using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net;

// Who is there, and how many may be.
internal sealed partial class ServerLoop
{
    private readonly Lock _sessionsLock = new();
    private readonly List<SessionCore> _sessions = [];
    private readonly AddressCounts _addresses;
    private List<SessionCore> _finished = [];
    private List<SessionCore> _telling = [];
    private long _lastId;
    private int _open;

    /// <summary>Those whom the handler knows; from any thread.</summary>
    public IReadOnlyList<LineSession> Sessions
    {
        get
        {
            lock (_sessionsLock)
                return [.. _sessions.Select(static core => core.Session)];
        }
    }

    public bool HasRoom => _open < Options.MaxConnections && !_isDraining;

    /// <summary>Takes a connection over.</summary>
    public void Adopt(Socket connection)
    {
        SessionCore? core = null;
        try
        {
            EndPoint? remote = connection.RemoteEndPoint;
            bool isProxy = IsTrustedProxy(remote);
            connection.Blocking = false;
            if (connection.ProtocolType == ProtocolType.Tcp)
                connection.NoDelay = true;
            core = new SessionCore(this, connection, CreateTransport(connection), remote, null, ++_lastId);
            if (!isProxy && !TryCount(core, remote))
            {
                connection.Dispose();
                return;
            }

            _open++;
            core.Start(expectsHeader: isProxy);
        }
        catch (Exception exception) when (exception is SocketException or IOException or InvalidOperationException or ObjectDisposedException)
        {
            // Gone before it could be looked at, or no room in the kernel.
            ServingLog.AcceptFailed(Logger, null, (exception as SocketException)?.SocketErrorCode ?? SocketError.SocketError, 0);
            if (core is not null)
                core.Finish(null, SessionEnd.PeerReset);
            else
                connection.Dispose();
        }
        finally
        {
            if (!HasRoom)
                SetAccepting();
        }
    }

    /// <summary>Counts a session under its client's address, unless that has enough.</summary>
    public bool TryCount(SessionCore core, EndPoint? remote)
    {
        if (AddressKey.Of(remote, Options.CountsLoopback) is not { } key)
            return true;
        if (!_addresses.TryAdd(key))
        {
            ServingLog.TooManyOfAddress(Logger, remote, Options.MaxConnectionsPerAddress);
            Metrics.Refused();
            return false;
        }

        core.CountedAs = key;
        return true;
    }

    public void OnConnected(SessionCore core)
    {
        ServingLog.Connected(Logger, core.Session.Id, core.RemoteEndPoint);
        Metrics.Connected();
        lock (_sessionsLock)
        {
            core.Index = _sessions.Count;
            _sessions.Add(core);
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
        for (int i = _sessions.Count - 1; i >= 0; i--)
        {
            LineSession session = _sessions[i].Session;
            if (where is null || where(session))
                session.WriteLine(line);
        }
    }

    private void TellFinished()
    {
        while (_finished.Count > 0)
        {
            (_finished, _telling) = (_telling, _finished);
            foreach (SessionCore core in _telling)
                Tell(core);
            _telling.Clear();
            SetAccepting();
        }
    }

    private void Tell(SessionCore core)
    {
        _open--;
        if (core.WasConnected)
        {
            RemoveFromList(core);
            Metrics.Disconnected(core.End);
            ServingLog.Disconnected(Logger, core.Session.Id, core.End);
            try
            {
                Handler.OnDisconnected(core.Session, core.Error);
            }
            catch (Exception exception)
            {
                ServingLog.HandlerFailed(Logger, exception, core.Session.Id);
            }
        }

        core.Dispose();
    }

    private void RemoveFromList(SessionCore core)
    {
        lock (_sessionsLock)
        {
            SessionCore last = _sessions[^1];
            _sessions[core.Index] = last;
            last.Index = core.Index;
            _sessions.RemoveAt(_sessions.Count - 1);
        }
    }

    private void SetAccepting()
    {
        foreach (Acceptor acceptor in _acceptors)
            acceptor.SetAccepting();
    }

    private bool IsTrustedProxy(EndPoint? remote)
    {
        if (Options.TrustedProxies.Count == 0 || remote is not IPEndPoint { Address: IPAddress address })
            return false;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        foreach (IPNetwork network in Options.TrustedProxies)
        {
            if (network.Contains(address))
                return true;
        }

        return false;
    }
}
