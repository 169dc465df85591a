using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Tutorial.Net;

/// <summary>Serves thousands of line clients on one thread: what <c>asyncore</c> and <c>asynchat</c> were to Python.</summary>
/// <remarks>
/// <para>
/// Give it a handler, let it listen, run it. Nothing is held for a client that is silent but its session, every limit of
/// <see cref="LineServerOptions"/> is on but <see cref="LineServerOptions.IdleTimeout"/> and
/// <see cref="LineServerOptions.MaxLinesPerSecond"/>, and a client that is too slow, too fast or malicious costs the others nothing.
/// </para>
/// <para>
/// <see cref="Listen(EndPoint)"/>, <see cref="Adopt"/>, <see cref="Post"/>, <see cref="Broadcast"/>, <see cref="Sessions"/> and
/// <see cref="Dispose"/> may be called from any thread, also while it runs. It runs once.
/// </para>
/// <para>
/// There is no TLS on this loop, since .NET has none that does no I/O of its own: put HAProxy, hitch or stunnel before it, and name
/// them in <see cref="LineServerOptions.TrustedProxies"/>. Several cores are several servers: on one port
/// (<see cref="LineServerOptions.ReusePort"/>), or dealt to by <see cref="Adopt"/>.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// using var server = new LineServer(new Echo());
/// EndPoint endPoint = server.Listen(new IPEndPoint(IPAddress.Loopback, 0));
/// await server.RunAsync(cancellationToken);
/// </code>
/// </example>
public sealed class LineServer : IDisposable
{
    private const int New = 0, Running = 1, Over = 2;

    private readonly ServerLoop _loop;
    private readonly SendOrPostCallback _onPosted;
    private int _state;

    /// <summary>Makes a server that listens nowhere yet.</summary>
    /// <param name="handler">What to do with the clients.</param>
    /// <param name="options">What is allowed; the defaults if null.</param>
    /// <param name="loggerFactory">Where to log (category <c>Tutorial.Net.LineServer</c>); nowhere if null. What a logger throws is
    /// ignored.</param>
    /// <exception cref="ArgumentNullException"><paramref name="handler"/> is null.</exception>
    /// <exception cref="IOException">The operating system refused a descriptor to wait with.</exception>
    public LineServer(ILineHandler handler, LineServerOptions? options = null, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        _loop = new ServerLoop(this, handler, options ?? new LineServerOptions(), loggerFactory);
        _onPosted = action =>
        {
            // One that never runs has no thread of its own to do it on.
            if (_loop.HasRun)
                ((Action)action!)();
        };
    }

    internal ServerLoop Loop => _loop;

    /// <summary>The clients there are, as of now; the caller's to keep.</summary>
    public IReadOnlyList<LineSession> Sessions => _loop.Sessions.Snapshot();

    /// <summary>Listens; may be called several times, for several end points. Who connects is served as soon as the server runs.</summary>
    /// <param name="endPoint">
    /// An <see cref="IPEndPoint"/>, whose port 0 lets the system choose, or a <see cref="UnixDomainSocketEndPoint"/>.
    /// </param>
    /// <returns>Where it listens, with the port that the system has chosen.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="endPoint"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="endPoint"/> is of another kind.</exception>
    /// <exception cref="SocketException">The system refuses; the message says what to do.</exception>
    /// <exception cref="PlatformNotSupportedException"><see cref="LineServerOptions.ReusePort"/> elsewhere than on Linux.</exception>
    /// <exception cref="ObjectDisposedException">The server has ended.</exception>
    public EndPoint Listen(EndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _state) == Over, this);
        Socket listener = ListenSockets.Open(endPoint, _loop.Options.ReusePort);
        EndPoint actual = listener.LocalEndPoint!;
        Listen(listener);
        return actual;
    }

    /// <summary>Listens with a socket that somebody else has made: one that systemd passed, say (<c>LISTEN_FDS</c>).</summary>
    /// <param name="listener">A bound, listening socket. The server owns it from now on, and makes it non-blocking. One that it has already
    /// is left as it is, which is logged.</param>
    /// <exception cref="ArgumentNullException"><paramref name="listener"/> is null.</exception>
    /// <exception cref="ArgumentException">The socket does not listen: <see cref="Socket.Listen()"/> was not called, or it is a connection or
    /// a datagram socket. It remains the caller's.</exception>
    /// <exception cref="ObjectDisposedException">The server has ended, and the listener is closed; or it was closed before.</exception>
    public void Listen(Socket listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        if (!ListenSockets.IsListening(listener))
            throw new ArgumentException("The socket does not listen. Call its Listen first; a connection is for Adopt.", nameof(listener));
        Take(listener, (static (loop, socket) => loop.AddListener(socket)));
    }

    /// <summary>Serves a connection that somebody else has accepted. The limits hold for it, too, but for
    /// <see cref="LineServerOptions.MaxConnections"/>: how many there may be is the business of who accepts. With no descriptor left .NET
    /// starts no thread, which may end the process.</summary>
    /// <remarks>A connection that the system has no room to watch, which with the Select backend is one more than a call of it takes, is closed
    /// at once, which is logged and counted (<c>line_server.connections.dropped</c>).</remarks>
    /// <param name="connection">A connected socket. The server owns it from now on, and makes it non-blocking. One that it has already is
    /// left as it is, which is logged.</param>
    /// <exception cref="ArgumentNullException"><paramref name="connection"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The server has ended; the connection is closed.</exception>
    public void Adopt(Socket connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        Take(connection, (static (loop, socket) => loop.Adopt(socket)));
    }

    /// <summary>Serves on this thread until the token is cancelled, then drains and returns.</summary>
    /// <remarks>
    /// On cancellation it stops accepting and reading, lets handlers that await finish, sends what is pending, and ends every
    /// session; what is not done within <see cref="LineServerOptions.DrainTimeout"/> is aborted. Each session has had its
    /// <see cref="ILineHandler.OnDisconnected"/> by then.
    /// </remarks>
    /// <param name="cancellationToken">Ends the server; it is no error.</param>
    /// <exception cref="InvalidOperationException">It runs already, or has run.</exception>
    /// <exception cref="ObjectDisposedException">The server is disposed.</exception>
    /// <exception cref="IOException">The system could not wait for the clients for a whole second, for want of memory. All sessions have
    /// ended.</exception>
    public void Run(CancellationToken cancellationToken)
    {
        Begin();
        RunCore(cancellationToken);
    }

    /// <summary>Serves on a thread of its own; otherwise as <see cref="Run"/>.</summary>
    /// <param name="cancellationToken">Ends the server.</param>
    /// <returns>Completed, and not cancelled, when the server has drained; failed where <see cref="Run"/> would throw an
    /// <see cref="IOException"/>.</returns>
    /// <exception cref="InvalidOperationException">It runs already, or has run.</exception>
    /// <exception cref="ObjectDisposedException">The server is disposed.</exception>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        Begin();
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(() =>
        {
            try
            {
                RunCore(cancellationToken);
                ended.SetResult();
            }
            catch (Exception exception)
            {
                ended.SetException(exception);
            }
        })
        {
            IsBackground = true,
            Name = nameof(LineServer),
        };
        thread.Start();
        return ended.Task;
    }

    /// <summary>Has something done on the server's thread, where nothing needs a lock. Returns at once.</summary>
    /// <param name="action">What to do. If it throws, that is logged.</param>
    /// <exception cref="ArgumentNullException"><paramref name="action"/> is null.</exception>
    /// <exception cref="InvalidOperationException">65,536 actions wait for the server's thread already. This one is not done.</exception>
    /// <remarks>Done in the order in which one thread posts, when the server runs. After its end, or if it never runs, nothing is
    /// done. What is posted and what the same thread writes to a session have no order: a line that is written after the call may be sent before
    /// one that the action writes. Where the order counts, post both.</remarks>
    public void Post(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        _loop.PostLimited(_onPosted, action);
    }

    /// <summary>Writes a line to every client, or to some. Never waits: a client that does not read meets its limits.</summary>
    /// <remarks>From another thread it is posted: see <see cref="Post"/> for its order among what that thread writes to single
    /// sessions.</remarks>
    /// <param name="line">The line without a terminator; each client gets its own. Copied before the call returns. A session whose own
    /// <see cref="LineSession.Terminator"/> would make two lines of it gets none, which is logged.</param>
    /// <param name="where">Whom to write to; all if null. Called on the server's thread.</param>
    /// <exception cref="ArgumentException">The line holds a line break.</exception>
    /// <exception cref="InvalidOperationException">
    /// From another thread: what was broadcast and still waits for the server's thread would pass
    /// <see cref="LineServerOptions.HardPendingBytes"/>, or 65,536 actions wait. Nobody gets this line.
    /// </exception>
    public void Broadcast(ReadOnlySpan<byte> line, Func<LineSession, bool>? where = null)
    {
        LineCheck.ThrowIfBroken(line, _loop.Options.Lines.Terminator, nameof(line));
        if (_loop.IsHere)
        {
            _loop.Sessions.Broadcast(line, where);
            return;
        }

        byte[] copy = line.ToArray();
        _loop.PostLimited(_ => _loop.Sessions.Broadcast(copy, where), null, copy.Length);
    }

    /// <summary>
    /// Ends the server: one that runs aborts its sessions and returns from <see cref="Run"/> soon after; cancel its token to have it
    /// drain. One that never ran closes what it listens with. A second call does nothing.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.CompareExchange(ref _state, Over, New) == New)
            _loop.Dispose();
        else if (Volatile.Read(ref _state) == Running)
            _loop.RequestAbort();
    }

    private void Begin()
    {
        switch (Interlocked.CompareExchange(ref _state, Running, New))
        {
            case Running:
                throw new InvalidOperationException("The server runs already.");
            case Over:
                ObjectDisposedException.ThrowIf(!_loop.HasRun, this);
                throw new InvalidOperationException("The server has run; make another one.");
        }
    }

    private void RunCore(CancellationToken cancellationToken)
    {
        try
        {
            using CancellationTokenRegistration registration =
                cancellationToken.UnsafeRegister(static loop => ((ServerLoop)loop!).RequestStop(), _loop);
            _loop.Run();
        }
        finally
        {
            Volatile.Write(ref _state, Over);
        }
    }

    private void Take(Socket socket, Action<ServerLoop, Socket> action)
    {
        if (_loop.Post(Give, null))
            return;
        socket.Dispose();
        throw new ObjectDisposedException(GetType().FullName);

        void Give(object? state)
        {
            _loop.ThrowIfKnown(socket);
            action(_loop, socket);
        }
    }
}
