using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Tutorial.Net;

/// <summary>The thread of a <see cref="LineServer"/>: waits, gives each ready socket its turn, does what was posted, looks at the
/// clock.</summary>
internal sealed class ServerLoop : IDisposable
{
    /// <summary>In a row; then the loop ends, since a second without one that succeeds is no passing want.</summary>
    private const int MostFailedWaits = 20;

    /// <summary>In milliseconds.</summary>
    private const int PauseAfterFailedWait = 50;

    private readonly SocketMultiplexer _multiplexer;
    private readonly LoopClock _clock;
    private readonly TimerWheel _wheel;
    private readonly LoopQueue _queue;
    private readonly ReadySocket[] _ready = new ReadySocket[256];
    private readonly Queue<SessionCore> _turns = new();
    private readonly List<Acceptor> _acceptors = [];
    private List<SessionCore> _dirty = [];
    private List<SessionCore> _looking = [];
    private readonly Action<Exception> _onPostFailed;
    private int _stop;
    private bool _isDraining;
    private int _failedWaits;
    private int _thread;

    public ServerLoop(LineServer server, ILineHandler handler, LineServerOptions options, ILoggerFactory? loggerFactory)
    {
        Server = server;
        Handler = handler;
        Options = options;
        Limits = SessionLimits.Of(options);
        Logger = loggerFactory is null ? NullLogger.Instance : new SafeLogger(loggerFactory.CreateLogger("Tutorial.Net.LineServer"));
        _multiplexer = new SocketMultiplexer(options.Backend);
        Sessions = new SessionList(this);
        _queue = new LoopQueue(_multiplexer.Wake);
        _onPostFailed = exception => ServingLog.PostFailed(Logger, exception);
        _clock = new LoopClock(options.TimeProvider, _multiplexer.Wake);
        _wheel = new TimerWheel(0);
        Metrics = new ServerMetrics(Sessions);
    }

    /// <summary>What was asked for from outside. An end at once is a draining that does not wait.</summary>
    [Flags]
    private enum Stop
    {
        None = 0,
        Drain = 1,
        Abort = 2 | Drain,
    }

    public LineServer Server { get; }

    public ILineHandler Handler { get; }

    public LineServerOptions Options { get; }

    public MultiplexerBackend Backend => _multiplexer.Backend;

    public SessionLimits Limits { get; }

    public ILogger Logger { get; }

    public ServerMetrics Metrics { get; }

    public SessionList Sessions { get; }

    /// <summary>Whether it was more than disposed before it ran.</summary>
    public bool HasRun { get; private set; }

    /// <summary>Whether one more may come.</summary>
    public bool HasRoom => !_isDraining && Sessions.HasRoom;

    /// <summary>What sessions receive and send with; the tests put one of their own here.</summary>
    public Func<Socket, ISessionTransport> CreateTransport { get; set; } = static socket => new SocketTransport(socket);

    /// <summary>Milliseconds, as of the last time that the loop looked.</summary>
    public long Now { get; private set; }

    /// <summary>For what is thrown away.</summary>
    public byte[] Scratch { get; } = new byte[16_384];

    /// <summary>Whether this is the loop's thread.</summary>
    public bool IsHere => _thread == Environment.CurrentManagedThreadId;

    private Stop StopRequest => (Stop)Volatile.Read(ref _stop);

    /// <summary>Whether an end was asked for that the loop has not begun with.</summary>
    private bool HasNewStop => StopRequest is var stop && (stop == Stop.Abort || (stop != Stop.None && !_isDraining));

    public void ThrowIfElsewhere()
    {
        if (!IsHere)
        {
            throw new InvalidOperationException(
                "This belongs to the server's thread, where the handler is called. From another one, use LineServer.Post.");
        }
    }

    public bool Post(SendOrPostCallback action, object? state) => _queue.TryPost(action, state);

    /// <summary>As <see cref="Post"/>, within the limits of what may wait for the loop.</summary>
    /// <exception cref="InvalidOperationException">Too much waits.</exception>
    public void PostLimited(SendOrPostCallback action, object? state, int bytes = 0) =>
        _queue.TryPostLimited(action, state, bytes, Options.HardPendingBytes);

    public SocketRegistration Register(Socket socket, SocketEvents events, ILoopSource source) =>
        _multiplexer.Register(socket, events, source);

    public void Arm(TimerEntry entry, long due) => _wheel.Arm(entry, due);

    public void Disarm(TimerEntry entry) => _wheel.Disarm(entry);

    public void QueueTurn(SessionCore session) => _turns.Enqueue(session);

    public void MarkDirty(SessionCore session) => _dirty.Add(session);

    /// <summary>A socket is given to the server once, to listen with or to serve.</summary>
    /// <exception cref="ArgumentException">The server has it already.</exception>
    public void ThrowIfKnown(Socket socket)
    {
        if (_multiplexer.TryGetRegistration(socket, out _) || _acceptors.Exists(acceptor => acceptor.IsOf(socket)))
            throw new ArgumentException("The server has been given this socket before, and goes on with it as it was.", nameof(socket));
    }

    /// <summary>Takes a connection over; in the end it is closed.</summary>
    public void Adopt(Socket connection)
    {
        if (_isDraining)
            connection.Dispose();
        else
            Sessions.Add(connection);
    }

    public void AddListener(Socket listener)
    {
        if (_isDraining)
        {
            listener.Dispose();
            return;
        }

        listener.Blocking = false;
        // It accepts when this turn of the loop is over.
        _acceptors.Add(new Acceptor(this, listener));
    }

    /// <summary>From any thread: no new connections, and an end when those that there are have got what is theirs.</summary>
    public void RequestStop() => Request(Stop.Drain);

    /// <summary>From any thread: an end at once.</summary>
    public void RequestAbort() => Request(Stop.Abort);

    /// <summary>Runs on this thread until it is stopped and everything has ended.</summary>
    public void Run()
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        _thread = Environment.CurrentManagedThreadId;
        HasRun = true;
        Now = _clock.Now;
        SynchronizationContext.SetSynchronizationContext(new LoopSynchronizationContext(this));
        try
        {
            while (!_isDraining || Sessions.Open > 0)
                Iterate();
        }
        finally
        {
            Dispose();
            SynchronizationContext.SetSynchronizationContext(before);
            _thread = 0;
        }
    }

    /// <summary>Closes everything, whatever the state.</summary>
    public void Dispose()
    {
        StopAccepting();
        AbortAll();
        _queue.End();
        // What was posted at the last moment: connections to be closed, and what waits for an answer.
        _queue.Run(_onPostFailed);
        AbortAll();
        _clock.Dispose();
        Metrics.Dispose();
        _multiplexer.Dispose();
    }

    private void Iterate()
    {
        int count = TryWait();
        Now = _clock.Now;
        foreach (ReadySocket ready in _ready.AsSpan(0, count))
        {
            // None: the work on one before has closed it.
            if (ready.Events != SocketEvents.None)
                ((ILoopSource)ready.State!).OnReady(ready.Events);
        }

        for (int turns = _turns.Count; turns > 0; turns--)
            _turns.Dequeue().OnTurn();
        _queue.Run(_onPostFailed);
        while (_wheel.TryTake(Now) is { } entry)
            entry.OnDue(Now);
        LookAtDirty();
        Sessions.TellFinished();
        SetAccepting();
        LookAtStop();
    }

    /// <summary>Waits; short of memory the kernel may refuse even that for a while, and the clients are there when it does no more.</summary>
    private int TryWait()
    {
        try
        {
            int count = Wait();
            _failedWaits = 0;
            return count;
        }
        catch (IOException exception) when (++_failedWaits < MostFailedWaits)
        {
            ServingLog.WaitFailed(Logger, exception, PauseAfterFailedWait);
            Thread.Sleep(PauseAfterFailedWait);
            return 0;
        }
    }

    private int Wait()
    {
        if (_turns.Count > 0 || _dirty.Count > 0 || Sessions.HasFinished)
            return _multiplexer.Wait(_ready, TimeSpan.Zero);
        if (Options.SpinTime > TimeSpan.Zero && Spin() is var found and >= 0)
            return found;
        return _multiplexer.Wait(_ready, _clock.TimeUntil(_wheel.NextDue(), _clock.Now));
    }

    /// <summary>Looks again and again, for as long as the options say. -1 when nothing has come.</summary>
    private int Spin()
    {
        long due = _wheel.NextDue(), start = Stopwatch.GetTimestamp();
        while (true)
        {
            int count = _multiplexer.Wait(_ready, TimeSpan.Zero);
            // A wake-up is for what was posted, for an end that was asked for, or for a clock that was turned.
            if (count > 0 || _queue.HasWork || HasNewStop || due <= _clock.Now)
                return count;
            if (Stopwatch.GetElapsedTime(start) >= Options.SpinTime)
                return -1;
        }
    }

    /// <summary>Those that were written to from elsewhere than their own turn: one send for all of it.</summary>
    private void LookAtDirty()
    {
        // The work on one may mark others.
        while (_dirty.Count > 0)
        {
            (_dirty, _looking) = (_looking, _dirty);
            foreach (SessionCore session in _looking)
                session.OnDirty();
            _looking.Clear();
        }
    }

    private void SetAccepting()
    {
        foreach (Acceptor acceptor in _acceptors)
            acceptor.SetAccepting();
    }

    private void Request(Stop stop)
    {
        Interlocked.Or(ref _stop, (int)stop);
        _multiplexer.Wake();
    }

    private void LookAtStop()
    {
        if (StopRequest != Stop.None && !_isDraining)
            BeginDrain();
        if (StopRequest == Stop.Abort)
            AbortAll();
    }

    private void BeginDrain()
    {
        ServingLog.Stopping(Logger, Sessions.Open);
        StopAccepting();
        if (StopRequest == Stop.Abort)
            return;
        foreach (SessionCore session in Sessions.AllOpen)
            session.Drain();
        LookAtDirty();
        Sessions.TellFinished();
        long timeout = SessionLimits.Milliseconds(Options.DrainTimeout);
        if (timeout != SessionLimits.None)
            Arm(new DrainTimer(this), Now + timeout);
    }

    private void StopAccepting()
    {
        _isDraining = true;
        foreach (Acceptor acceptor in _acceptors)
            acceptor.Stop();
        _acceptors.Clear();
    }

    private void AbortAll()
    {
        foreach (SessionCore session in Sessions.AllOpen)
            session.Finish(null, SessionEnd.Stopped);
        Sessions.TellFinished();
    }

    private sealed class DrainTimer(ServerLoop loop) : TimerEntry
    {
        public override void OnDue(long now)
        {
            ServingLog.DrainTimedOut(loop.Logger, loop.Sessions.Open);
            loop.RequestAbort();
        }
    }
}
