using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>
/// One client, as the loop's thread sees it: the states from the first byte to the last, and who may do what in each. What came is
/// <see cref="SessionInput"/>'s, what is to go <see cref="SessionOutput"/>'s; nothing here is called by another thread.
/// </summary>
internal sealed partial class SessionCore : TimerEntry, ILoopSource, IDisposable
{
    private readonly ServerLoop _loop;
    private readonly Socket _socket;
    private readonly ISessionTransport _transport;
    private readonly SessionInput _input;
    private readonly SessionOutput _output = new();
    private SocketRegistration? _registration;
    private SocketEvents _interest;
    private SessionTimes _times;
    private LineRate _rate;
    private CancellationTokenSource? _ended;
    private bool _isPaused;
    private bool _isAwaiting;
    private bool _isQueued;
    private bool _isDirty;
    private bool _peerEnded;
    private bool _hangUpSeen;
    private bool _closesAfterTask;
    private bool _wasConnected;

    public SessionCore(ServerLoop loop, Socket socket, ISessionTransport transport, EndPoint? remote, EndPoint? local, long id)
    {
        _loop = loop;
        _socket = socket;
        _transport = transport;
        _input = new SessionInput(loop.Options.Lines);
        _times = SessionTimes.At(loop.Now);
        Limits = loop.Limits;
        _rate = new LineRate(loop.Now, Limits.LineBurst);
        RemoteEndPoint = remote;
        LocalEndPoint = local;
        Session = new LineSession(this, id);
    }

    public LineSession Session { get; }

    public ServerLoop Loop => _loop;

    public SessionState State { get; private set; } = SessionState.Open;

    public SessionLimits Limits { get; set; }

    public EndPoint? RemoteEndPoint { get; private set; }

    public EndPoint? LocalEndPoint { get; private set; }

    public Exception? Error { get; private set; }

    public SessionEnd End { get; private set; }

    /// <summary>Its place in the loop's list; the loop's.</summary>
    public int Index { get; set; } = -1;

    /// <summary>What it counts under, per address; the loop's.</summary>
    public AddressKey? CountedAs { get; set; }

    public int Pending => _output.Pending;

    /// <summary>Bytes received so far.</summary>
    public long Received { get; private set; }

    public LineOptions Lines
    {
        get => _input.NextOptions;
        set => _input.SetOptions(value);
    }

    public bool WasConnected => _wasConnected;

    private bool CanReceive =>
        State <= SessionState.Open && !_isPaused && !_isAwaiting && !_isQueued && !_peerEnded
        && _times.Resume == SessionLimits.None && _output.Pending <= Limits.MaxPendingBytes;

    /// <summary>A client that is not read from cannot be heard.</summary>
    private bool IsIdleCounted => State == SessionState.Open && !_isAwaiting && !_isPaused;

    private bool CanHandle =>
        State == SessionState.Open && !_isPaused && !_isAwaiting && _times.Resume == SessionLimits.None;

    /// <summary>Begins, with the proxy's header or at once.</summary>
    public void Start(bool expectsHeader)
    {
        _registration = _loop.Register(_socket, _interest = SocketEvents.Read, this);
        if (expectsHeader)
        {
            State = SessionState.Header;
            _times.Line = SessionTimes.After(_loop.Now, Limits.LineTimeout);
        }
        else
        {
            Connect();
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

        if ((events & SocketEvents.Write) != 0 && _output.IsBlocked)
            OnWritable();
        if ((events & (SocketEvents.Read | SocketEvents.HangUp)) != 0)
        {
            if (CanReceive)
                Receive();
            else if ((events & SocketEvents.HangUp) != 0 && State <= SessionState.Open)
                OnHangUp();
        }

        EndTurn();
    }

    /// <summary>The others have had their turn: on with the lines that are there.</summary>
    public void OnTurn()
    {
        _isQueued = false;
        Handle();
        EndTurn();
    }

    public override void OnDue(long now)
    {
        if (_times.Linger <= now)
            Finish(Error, End, reset: false);
        else if (_times.Slow <= now)
            Finish(new TimeoutException($"{_output.Pending} bytes of output waited for the client for too long."), SessionEnd.SlowConsumer);
        else if (_times.Line <= now && State <= SessionState.Open)
            Finish(new TimeoutException("The client did not finish in time what it had begun to send."), SessionEnd.LineTimeout);
        else if (_times.IdleAt(Limits.IdleTimeout) <= now && IsIdleCounted)
            Close(new TimeoutException("The client was silent for too long."), SessionEnd.IdleTimeout);
        if (_times.Resume <= now)
        {
            _times.Resume = SessionLimits.None;
            Handle();
        }

        EndTurn();
    }

    /// <summary>Pauses reading, or goes on with what came meanwhile.</summary>
    public void SetPaused(bool isPaused)
    {
        _isPaused = isPaused;
        if (!isPaused)
            Resume();
        MarkDirty();
    }

    public void WantBytes(long count)
    {
        if (State == SessionState.Open)
            _input.WantBytes(count);
    }

    /// <summary>
    /// Reads nothing more, sends what waits, shuts the sending side, waits for the client's end, closes. An end that is under way keeps its
    /// reason.
    /// </summary>
    public void Close(Exception? error, SessionEnd end)
    {
        if (State >= SessionState.Closing)
            return;
        if (State == SessionState.Header)
        {
            Finish(error, end);
            return;
        }

        TakeForeign();
        if (State >= SessionState.Closing)
            return;
        State = SessionState.Closing;
        Error = error;
        End = end;
        _times.Line = _times.Resume = SessionLimits.None;
        if (_output.Pending > 0)
            _times.Slow = SessionTimes.After(_loop.Now, Limits.SlowConsumerTimeout);
        MarkDirty();
    }

    /// <summary>The server ends: as <see cref="Close"/>, but a reply that is being awaited still goes out.</summary>
    public void Drain()
    {
        if (_isAwaiting && State == SessionState.Open)
            _closesAfterTask = true;
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
        LocalEndPoint ??= TryGetLocal();
        _loop.Disarm(this);
        _registration?.Dispose();
        if (reset)
            TryReset();
        _socket.Dispose();
        _loop.OnFinished(this);
    }

    /// <summary>After the handler has been told; nobody reads a line any more, but perhaps a task does.</summary>
    public void Dispose()
    {
        _output.Dispose();
        if (_isAwaiting)
            _input.Abandon();
        else
            _input.Dispose();
        CancelTask();
    }

    public CancellationToken GetToken() => (_ended ??= new CancellationTokenSource()).Token;

    public EndPoint? GetLocal() => LocalEndPoint ??= TryGetLocal();

    private void Connect()
    {
        State = SessionState.Open;
        _times.Line = SessionLimits.None;
        _wasConnected = true;
        _loop.OnConnected(this);
        try
        {
            _loop.Handler.OnConnected(Session);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    private void Fail(Exception exception)
    {
        ServingLog.HandlerFailed(_loop.Logger, exception, Session.Id);
        Close(exception, SessionEnd.HandlerFailed);
    }

    /// <summary>Reading goes on: the client could not be heard meanwhile.</summary>
    private void Resume()
    {
        _hangUpSeen = false;
        _times.Heard = _loop.Now;
        QueueTurn();
    }

    private void QueueTurn()
    {
        if (_isQueued || State != SessionState.Open)
            return;
        _isQueued = true;
        _loop.QueueTurn(this);
    }

    /// <summary>What the handler has hung on the token runs here, and may fail.</summary>
    private void CancelTask()
    {
        try
        {
            _ended?.Cancel();
        }
        catch (AggregateException exception)
        {
            ServingLog.HandlerFailed(_loop.Logger, exception, Session.Id);
        }

        _ended?.Dispose();
    }

    private void TryReset()
    {
        try
        {
            _socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // A socket that cannot be reset any more is closed as it is.
        }
    }

    private EndPoint? TryGetLocal()
    {
        try
        {
            return _socket.LocalEndPoint;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }
}
