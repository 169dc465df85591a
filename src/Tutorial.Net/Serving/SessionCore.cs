using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>
/// One client, as the loop's thread sees it: its states from the first byte to the last, and the end of each of its turns. What comes is
/// <see cref="SessionReader"/>'s business, what goes <see cref="SessionWriter"/>'s, limits of time are <see cref="SessionClock"/>'s, and
/// the socket is <see cref="SessionSocket"/>'s.
/// </summary>
internal sealed class SessionCore : ILoopSource, IDisposable
{
    private readonly ServerLoop _loop;
    private readonly SessionSocket _socket;
    private readonly SessionReader _reader;
    private readonly SessionWriter _writer;
    private readonly SessionClock _clock;
    private HandlerTask? _task;
    private bool _isInTurn;
    private bool _isDirty;

    public SessionCore(ServerLoop loop, Socket socket, ISessionTransport transport, EndPoint? remote, EndPoint? local, long id)
    {
        _loop = loop;
        _socket = new SessionSocket(loop, socket, transport);
        Limits = loop.Limits;
        RemoteEndPoint = remote;
        LocalEndPoint = local;
        Session = new LineSession(this, id);
        _reader = new SessionReader(this, loop.Options.Lines);
        _writer = new SessionWriter(this, _socket);
        _clock = new SessionClock(this);
    }

    public LineSession Session { get; }

    public ServerLoop Loop => _loop;

    public SessionReader Reader => _reader;

    public SessionWriter Writer => _writer;

    public SessionClock Clock => _clock;

    public SessionState State { get; private set; } = SessionState.Open;

    public SessionLimits Limits { get; set; }

    public EndPoint? RemoteEndPoint { get; private set; }

    public EndPoint? LocalEndPoint { get; private set; }

    /// <summary>Why it ends, from the moment on that it does: the first reason counts.</summary>
    public SessionEnd End { get; private set; }

    public Exception? Error { get; private set; }

    /// <summary>Whether the handler knows of it, and so hears of its end.</summary>
    public bool WasConnected { get; private set; }

    /// <summary>Its place in the loop's list; the loop's.</summary>
    public int Index { get; set; } = -1;

    /// <summary>What it counts under, per address; the loop's.</summary>
    public AddressKey? CountedAs { get; set; }

    /// <summary>Bytes received so far.</summary>
    public long Received => _socket.Received;

    /// <summary>The token for the handler's tasks, cancelled with the session.</summary>
    public CancellationToken Token => (_task ??= new HandlerTask(this)).Token;

    /// <summary>From any thread: what is not known, because the socket was closed meanwhile, replaces nothing that is.</summary>
    public EndPoint? GetLocal()
    {
        if (LocalEndPoint is null && _socket.LocalEndPoint is { } own)
            LocalEndPoint = own;
        return LocalEndPoint;
    }

    /// <summary>Begins, with the proxy's header or at once.</summary>
    public void Start(bool expectsHeader)
    {
        _isInTurn = true;
        _socket.Watch(SocketEvents.Read, this);
        if (expectsHeader)
        {
            State = SessionState.Header;
            _clock.StartLine();
        }
        else
        {
            Connect();
            // Nothing has come, but the handler may have asked for no bytes.
            _reader.Handle();
        }

        EndTurn();
    }

    public void OnReady(SocketEvents events)
    {
        if (State == SessionState.Lingering)
        {
            DiscardInput();
            return;
        }

        _isInTurn = true;
        if ((events & SocketEvents.Write) != 0 && _writer.IsBlocked)
            OnWritable();
        if ((events & (SocketEvents.Read | SocketEvents.HangUp)) != 0)
        {
            if (_reader.CanReceive)
                Receive();
            else if ((events & SocketEvents.HangUp) != 0 && State <= SessionState.Open)
                _reader.OnHangUp(_socket);
        }

        EndTurn();
    }

    /// <summary>The others have had their turn: on with the lines that are there.</summary>
    public void OnTurn()
    {
        _isInTurn = true;
        _reader.OnTurn();
        EndTurn();
    }

    /// <summary>It was written to, or told something, outside its turn.</summary>
    public void OnDirty()
    {
        _isDirty = false;
        EndTurn();
    }

    /// <summary>A limit of time was over, or only the rate's wait.</summary>
    public void OnTime(bool isDelayOver)
    {
        _isInTurn = true;
        if (isDelayOver)
            _reader.EndDelay();
        EndTurn();
    }

    /// <summary>Has <see cref="EndTurn"/> called before the loop sleeps: at the end of its turn if this is it, else once.</summary>
    public void MarkDirty()
    {
        if (_isInTurn || _isDirty || State == SessionState.Closed)
            return;
        _isDirty = true;
        _loop.MarkDirty(this);
    }

    /// <summary>Something was set that may let the reader go on: in its turn it sees that for itself.</summary>
    public void OnSet()
    {
        if (_isInTurn)
            return;
        _reader.LookAgain();
        MarkDirty();
    }

    /// <summary>Pauses reading, or goes on with what came meanwhile.</summary>
    public void SetPaused(bool isPaused)
    {
        if (isPaused)
            _reader.Pause();
        else
            _reader.Unpause();
        MarkDirty();
    }

    /// <summary>Waits for a task of the handler; reading rests meanwhile.</summary>
    public void Await(ValueTask task)
    {
        _reader.BeginAwaiting();
        _task!.Await(task);
    }

    public void OnTaskEnded(Exception? error)
    {
        if (State == SessionState.Closed)
            return;
        bool isLast = _task!.IsLast;
        _reader.EndAwaiting(goesOn: error is null && !isLast);
        if (error is not null)
            Fail(error);
        else if (isLast)
            Close(null, SessionEnd.Stopped);
        MarkDirty();
    }

    /// <summary>A call of the handler has thrown.</summary>
    public void Fail(Exception exception)
    {
        Close(exception, SessionEnd.HandlerFailed);
        ServingLog.HandlerFailed(_loop.Logger, exception, Session.Id);
    }

    /// <summary>The connection has broken.</summary>
    public void Break(SocketError error)
    {
        SocketException cause = new((int)error);
        Finish(new IOException($"The connection to the client broke: {cause.Message}", cause), SessionEnd.PeerReset);
    }

    /// <summary>
    /// Reads nothing more, sends what waits, shuts the sending side, waits for the client's end, closes. An end that is under way keeps its
    /// reason.
    /// </summary>
    public void Close(Exception? error, SessionEnd end)
    {
        if (State == SessionState.Header)
            Finish(error, end);
        if (State != SessionState.Open)
            return;
        _writer.RefuseForeign();
        _writer.TakeForeign();
        if (State != SessionState.Open)
            return;
        State = SessionState.Closing;
        (Error, End) = (error, end);
        _reader.Stop();
        _clock.BeginClosing(_writer.Pending > 0);
        MarkDirty();
    }

    /// <summary>The server ends: as <see cref="Close"/>, but a reply that is being awaited still goes out.</summary>
    public void Drain()
    {
        if (_reader.IsAwaiting && State == SessionState.Open)
            _task!.IsLast = true;
        else
            Close(null, SessionEnd.Stopped);
    }

    /// <summary>Closes the socket, now: orderly if all was sent and the client has ended, too, else with a reset.</summary>
    public void Finish(Exception? error, SessionEnd end, bool reset = true)
    {
        if (State == SessionState.Closed)
            return;
        if (End == SessionEnd.None)
            (Error, End) = (error, end);
        State = SessionState.Closed;
        _reader.Stop();
        GetLocal();
        _loop.Disarm(_clock);
        _socket.Close(reset);
        _loop.Sessions.OnFinished(this);
    }

    /// <summary>The handler has been told: gives everything back.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        _reader.Dispose();
        _task?.Dispose();
    }

    private void Connect()
    {
        State = SessionState.Open;
        _clock.EndLine();
        WasConnected = true;
        _loop.Sessions.OnConnected(this);
        try
        {
            _loop.Handler.OnConnected(Session);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    private void Receive()
    {
        if (!_reader.Receive(_socket))
            return;
        if (!_reader.HasPeerEnded)
            _clock.Hear();
        if (State == SessionState.Open || TakeHeader())
            _reader.Handle();
    }

    /// <returns>Whether the client's own bytes may be handled now.</returns>
    private bool TakeHeader()
    {
        if (!ProxyIntake.TryTake(this, _reader, out ProxyHeader header))
            return false;
        RemoteEndPoint = header.Source ?? RemoteEndPoint;
        LocalEndPoint = header.Destination ?? LocalEndPoint;
        if (header.Source is not null && !_loop.Sessions.TryCount(this, header.Source))
        {
            Finish(null, SessionEnd.Stopped, reset: false);
            return false;
        }

        Connect();
        return true;
    }

    private void OnWritable()
    {
        int before = _writer.Pending;
        _writer.Flush();
        // Output that waited has moved: the client is there.
        if (_writer.Pending < before)
        {
            _clock.Hear();
            if (State == SessionState.Closing)
                _clock.StartSlow();
        }
    }

    /// <summary>Sends, and says anew what is waited for: events, and times.</summary>
    private void EndTurn()
    {
        _isInTurn = false;
        if (_writer.Pending > 0 && !_writer.IsBlocked)
            _writer.Flush();
        if (State == SessionState.Closing && _writer.Pending == 0)
            ShutDown();
        if (State == SessionState.Closed)
            return;
        if (State == SessionState.Open)
            _clock.EndTurn(_reader.IsWaitingForRest, _writer.IsFull);
        _clock.Arm();
        SetInterest();
    }

    private void SetInterest()
    {
        SocketEvents wanted = State switch
        {
            SessionState.Lingering => SocketEvents.Read,
            SessionState.Closing => SocketEvents.None,
            _ => _reader.Interest,
        };
        if (_writer.IsBlocked)
            wanted |= SocketEvents.Write;
        try
        {
            _socket.Watch(wanted, this);
        }
        catch (IOException exception)
        {
            Finish(exception, SessionEnd.PeerReset);
        }
    }

    /// <summary>All is sent: says so to the client, and waits for its end unless that has come.</summary>
    private void ShutDown()
    {
        SocketError error = _socket.ShutDown();
        if (error != SocketError.Success)
        {
            Break(error);
            return;
        }

        if (_reader.HasPeerEnded)
        {
            Finish(Error, End, reset: false);
            return;
        }

        State = SessionState.Lingering;
        _clock.StartLinger();
    }

    private void DiscardInput()
    {
        int count = _socket.Receive(_loop.Scratch, out SocketError error);
        if (!SessionSocket.IsTransient(error) && (count == 0 || error != SocketError.Success))
            Finish(Error, End, reset: false);
    }
}
