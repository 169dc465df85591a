using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Polling;

/// <summary>What every backend promises; run over each by a derived class.</summary>
public abstract partial class MultiplexerContract : IDisposable
{
    /// <summary>Long enough for anything that comes at all, on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<IDisposable> _owned = [];
    private readonly SocketMultiplexer _multiplexer;
    private readonly ReadySocket[] _ready = new ReadySocket[256];

    private protected MultiplexerContract(MultiplexerBackend backend, HangUpProbe? probe = null)
    {
        if (backend == MultiplexerBackend.Epoll)
            Requires.Linux();
        Backend = backend;
        SeesHangUpBehindBytes = OperatingSystem.IsLinux() && probe is null;
        _multiplexer = Own(
            probe is null ? new SocketMultiplexer(backend) : new SocketMultiplexer(table => new SelectBackend(table, probe)));
    }

    private MultiplexerBackend Backend { get; }

    /// <summary>Whether a hang-up is seen before all that was sent before it has been read.</summary>
    private bool SeesHangUpBehindBytes { get; }

    public void Dispose()
    {
        foreach (IDisposable owned in _owned)
            owned.Dispose();
        GC.SuppressFinalize(this);
    }

    private T Own<T>(T owned) where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    /// <summary>Both ends of a TCP connection, non-blocking.</summary>
    private (Socket Client, Socket Server) Pair()
    {
        (Socket client, Socket server) = Loopback.Pair();
        client.Blocking = server.Blocking = false;
        return (Own(client), Own(server));
    }

    private Socket Listener()
    {
        Socket listener = Own(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false });
        listener.Bind(Loopback.AnyPort);
        listener.Listen();
        return listener;
    }

    private Socket Udp()
    {
        Socket socket = Own(new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false });
        socket.Bind(Loopback.AnyPort);
        return socket;
    }

    /// <summary>One wait that has something to report.</summary>
    private ReadySocket[] WaitForSome()
    {
        int count = _multiplexer.Wait(_ready, Patience);
        Assert.True(count > 0, "nothing became ready");
        return _ready[..count];
    }

    /// <summary>What is ready now; anything already sent over loopback is.</summary>
    private ReadySocket[] Poll() => _ready[.._multiplexer.Wait(_ready, TimeSpan.Zero)];

    private SocketEvents WaitFor(Socket socket) => Assert.Single(WaitForSome(), ready => ready.Socket == socket).Events;

    private void AssertNothingReady() => Assert.Empty(Poll());

    private static void RunWhile(Action<Action> wait, Action meanwhile)
    {
        using ManualResetEventSlim started = new();
        Task task = Task.Factory.StartNew(() => wait(started.Set), TaskCreationOptions.LongRunning);
        started.Wait();
        meanwhile();
        Assert.True(task.Wait(Patience), "the wait does not end");
    }
}

public sealed class SelectMultiplexerTests() : MultiplexerContract(MultiplexerBackend.Select);

/// <summary>As on other systems than Linux, as far as these tests can be run here.</summary>
public sealed class PortableSelectMultiplexerTests() : MultiplexerContract(MultiplexerBackend.Select, new PeekHangUpProbe());

public sealed class EpollMultiplexerTests() : MultiplexerContract(MultiplexerBackend.Epoll);
