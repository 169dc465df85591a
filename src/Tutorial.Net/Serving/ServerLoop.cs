using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Tutorial.Net;

/// <summary>The thread of a <see cref="LineServer"/>: waits, gives each ready socket its turn, does what was posted, looks at the
/// clock.</summary>
internal sealed partial class ServerLoop : IDisposable
{
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
    private int _thread;

    public ServerLoop(LineServer server, ILineHandler handler, LineServerOptions options, ILoggerFactory? loggerFactory)
    {
        Server = server;
        Handler = handler;
        Options = options;
        Limits = SessionLimits.Of(options);
        Logger = loggerFactory?.CreateLogger("Tutorial.Net.LineServer") ?? NullLogger.Instance;
        _addresses = new AddressCounts(options.MaxConnectionsPerAddress);
        _multiplexer = new SocketMultiplexer(options.Backend);
        _queue = new LoopQueue(_multiplexer.Wake);
        _onPostFailed = exception => ServingLog.PostFailed(Logger, exception);
        _clock = new LoopClock(options.TimeProvider, _multiplexer.Wake);
        _wheel = new TimerWheel(0);
        Metrics = new ServerMetrics(this);
    }

    public LineServer Server { get; }

    public ILineHandler Handler { get; }

    public LineServerOptions Options { get; }

    public SessionLimits Limits { get; }

    public ILogger Logger { get; }

    public ServerMetrics Metrics { get; }

    /// <summary>What sessions receive and send with; the tests put one of their own here.</summary>
    public Func<Socket, ISessionTransport> CreateTransport { get; set; } = static socket => new SocketTransport(socket);

    /// <summary>Milliseconds, as of the last time that the loop looked.</summary>
    public long Now { get; private set; }

    /// <summary>For what is thrown away.</summary>
    public byte[] Scratch { get; } = new byte[16_384];

    /// <summary>Whether this is the loop's thread.</summary>
    public bool IsHere => _thread == Environment.CurrentManagedThreadId;

    public void ThrowIfElsewhere()
    {
        if (!IsHere)
        {
            throw new InvalidOperationException(
                "This belongs to the server's thread, where the handler is called. From another one, use LineServer.Post.");
        }
    }

    public bool Post(SendOrPostCallback action, object? state) => _queue.TryPost(action, state);

    public SocketRegistration Register(Socket socket, SocketEvents events, ILoopSource source) =>
        _multiplexer.Register(socket, events, source);

    public void Arm(TimerEntry entry, long due) => _wheel.Arm(entry, due);

    public void Disarm(TimerEntry entry) => _wheel.Disarm(entry);

    public void QueueTurn(SessionCore session) => _turns.Enqueue(session);

    public void MarkDirty(SessionCore session) => _dirty.Add(session);

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
            while (!IsOver)
                Iterate();
        }
        finally
        {
            Dispose();
            SynchronizationContext.SetSynchronizationContext(before);
            _thread = 0;
        }
    }

    private void Iterate()
    {
        int count = Wait();
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
        TellFinished();
        LookAtStop();
    }

    private int Wait()
    {
        if (_turns.Count > 0 || _dirty.Count > 0 || _finished.Count > 0)
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
            if (count > 0 || _queue.HasWork || _isStopRequested || due <= _clock.Now)
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
}
