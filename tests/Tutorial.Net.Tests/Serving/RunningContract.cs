using System.Net;
using System.Net.Sockets;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Serving;

/// <summary>Listening, adopting, running, stopping.</summary>
public abstract class RunningContract(ServerKind kind) : ServerContract(kind)
{
    [Fact]
    public void Several_end_points_an_existing_listener_and_adopted_connections_are_served_alike()
    {
        using TestServer server = Start(new ScriptHandler());
        Socket listener = TcpSocket.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        EndPoint passed = listener.LocalEndPoint!;
        server.Server.Listen(listener);
        EndPoint second = server.Server.Listen(new IPEndPoint(IPAddress.IPv6Any, 0));
        Assert.NotEqual(0, ((IPEndPoint)second).Port);
        (Socket adopted, Socket mine) = Loopback.Pair();
        server.Server.Adopt(adopted);

        Assert.Equal("1", server.Connect().Ask("1"));
        using (TestClient client = new(passed))
            Assert.Equal("2", client.Ask("2"));
        using (TestClient client = new(new IPEndPoint(IPAddress.Loopback, ((IPEndPoint)second).Port)))
            Assert.Equal("3", client.Ask("3"));
        mine.Send("4\n"u8);
        byte[] reply = new byte[2];
        mine.ReceiveExactly(reply);
        Assert.Equal("4\n"u8.ToArray(), reply);
        mine.Dispose();
    }

    /// <summary>The server owns what it is given; somebody who closes it nevertheless harms nobody else.</summary>
    [Fact]
    public void Sockets_that_are_closed_behind_the_servers_back_harm_nobody()
    {
        ScriptHandler handler = new();
        using TestServer server = Start(handler);
        Socket listener = TcpSocket.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        server.Server.Listen(listener);
        (Socket adopted, Socket mine) = Loopback.Pair();
        server.Server.Adopt(adopted);
        TestServer.Until(() => handler.ConnectedCount == 1);
        LineSession session = Assert.Single(server.Server.Sessions);
        listener.Close();
        adopted.Close();
        session.WriteLine("x");
        session.Pause();
        Assert.IsType<IOException>(handler.NextEnd());
        Assert.Equal("alive", server.Connect().Ask("alive"));
        mine.Dispose();
    }

    /// <summary>Nothing wakes the server for it, and nobody uses its session any more.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_connection_that_is_closed_behind_the_servers_back_does_not_keep_it(bool atOnce)
    {
        ScriptHandler handler = new();
        using TestServer server = Start(handler);
        (Socket adopted, Socket mine) = Loopback.Pair();
        server.Server.Adopt(adopted);
        TestServer.Until(() => handler.ConnectedCount == 1);
        adopted.Close();
        // It may be noticed only now.
        if (atOnce)
            server.Server.Dispose();
        else
            server.Stop();
        Assert.True(server.Running.Ends());
        Assert.Equal(1, handler.DisconnectedCount);
        mine.Dispose();
    }

    [Fact]
    public void A_socket_that_does_not_listen_is_refused_and_remains_the_callers()
    {
        using TestServer server = Start(new ScriptHandler());
        using Socket bound = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(Loopback.AnyPort);
        using Socket datagrams = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        datagrams.Bind(Loopback.AnyPort);
        (Socket connection, Socket peer) = Loopback.Pair();
        foreach (Socket socket in (Socket[])[bound, datagrams, connection])
        {
            Assert.Throws<ArgumentException>("listener", () => server.Server.Listen(socket));
            Assert.False(socket.SafeHandle.IsClosed);
        }

        // Whoever sends something to them does nothing to the server.
        peer.Send("x\n"u8);
        datagrams.SendTo("x\n"u8, datagrams.LocalEndPoint!);
        Assert.Equal("x", server.Connect().Ask("x"));
        connection.Dispose();
        peer.Dispose();
    }

    [Fact]
    public void A_listener_that_cannot_accept_harms_nobody()
    {
        using ListLogger log = new();
        using TestServer server = new(new ScriptHandler(), new LineServerOptions { Backend = Backend }, IsUnix, log);
        using Socket bound = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(Loopback.AnyPort);
        using SafeSocketHandle same = new(bound.Handle, ownsHandle: false);
        Socket unaware = new(same);
        bound.Listen();
        server.Server.Listen(unaware);

        using TestClient client = new(bound.LocalEndPoint!);
        TestServer.Until(() => log.Entries.Any(entry => entry.Id == 506) || server.Running.IsCompleted);
        Assert.Equal("x", server.Connect().Ask("x"));
    }

    [Fact]
    public void A_socket_that_is_given_twice_is_served_once()
    {
        using ListLogger log = new();
        using TestServer server = new(new ScriptHandler(), new LineServerOptions { Backend = Backend }, IsUnix, log);
        Socket listener = TcpSocket.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        EndPoint second = listener.LocalEndPoint!;
        (Socket adopted, Socket mine) = Loopback.Pair();
        for (int i = 0; i < 2; i++)
        {
            server.Server.Listen(listener);
            server.Server.Adopt(adopted);
        }

        server.OnLoop(() => { });
        Assert.Equal(2, log.Entries.Count(entry => entry.Id == 505));
        mine.Send("1\n"u8);
        byte[] reply = new byte[2];
        mine.ReceiveExactly(reply);
        Assert.Equal("1\n"u8.ToArray(), reply);
        using (TestClient client = new(second))
            Assert.Equal("2", client.Ask("2"));
        server.Stop();
        mine.Dispose();
        Assert.True(server.Running.Ends());
    }

    /// <summary>The server called itself until its stack was full.</summary>
    [Fact]
    public void A_second_listener_over_the_same_descriptor_harms_nobody()
    {
        using TestServer server = Start(new ScriptHandler());
        Socket listener = TcpSocket.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        EndPoint second = listener.LocalEndPoint!;
        using SafeSocketHandle same = new(listener.Handle, ownsHandle: false);
        server.Server.Listen(listener);
        server.Server.Listen(new Socket(same));
        server.OnLoop(() => { });

        using (TestClient client = new(second))
            Assert.Equal("1", client.Ask("1"));
        Assert.Equal("2", server.Connect().Ask("2"));
    }

    [Fact]
    public void What_is_given_to_a_server_at_its_last_moment_is_closed_and_refused()
    {
        (Socket adopted, Socket mine) = Loopback.Pair();
        Exception? listening = null, adopting = null;
        // Posted when the last session has ended, it is done when nothing more can be posted.
        ScriptHandler handler = new()
        {
            Disconnected = (session, _) => session.Server.Post(() =>
            {
                listening = Record.Exception(() => session.Server.Listen(new IPEndPoint(IPAddress.Loopback, 0)));
                adopting = Record.Exception(() => session.Server.Adopt(adopted));
            }),
        };
        using TestServer server = Start(handler);
        Assert.Equal("x", server.Connect().Ask("x"));
        server.Server.Dispose();

        Assert.True(server.Running.Ends());
        Assert.IsType<ObjectDisposedException>(listening);
        Assert.IsType<ObjectDisposedException>(adopting);
        Assert.True(adopted.SafeHandle.IsClosed);
        mine.Dispose();
    }

    [Fact]
    public void Stopping_sends_what_is_pending_tells_every_session_and_accepts_no_more()
    {
        byte[] reply = Encoding.ASCII.GetBytes(new string('r', 99_999) + "\n");
        ScriptHandler handler = new() { Line = (LineSession session, in Line _) => session.Write(reply) };
        using TestServer server = Start(handler);
        TestClient[] clients = [.. Enumerable.Range(0, 20).Select(_ => server.Connect(receiveBuffer: 4096))];
        foreach (TestClient client in clients)
            client.Send("x\n");
        TestServer.Until(() => clients.All(client => client.Socket.Available > 0));
        server.Stop();
        Parallel.ForEach(clients, client =>
        {
            Assert.Equal(reply, client.ReadToEnd());
            client.Dispose();
        });
        Assert.True(server.Running.Ends());
        Assert.True(server.Running.IsCompletedSuccessfully);
        Assert.Equal(20, handler.ConnectedCount);
        Assert.Equal(20, handler.DisconnectedCount);
        Assert.ThrowsAny<SocketException>(() => new TestClient(server.EndPoint));
    }

    [Fact]
    public void Run_serves_on_the_callers_thread_and_gives_its_context_back()
    {
        using CancellationTokenSource stop = new();
        int thread = 0;
        ScriptHandler handler = new()
        {
            Line = (LineSession session, in Line _) =>
            {
                thread = Environment.CurrentManagedThreadId;
                stop.Cancel();
            },
        };
        using LineServer server = new(handler, new LineServerOptions { Backend = Backend });
        EndPoint endPoint = server.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        SynchronizationContext? before = SynchronizationContext.Current;
        using TestClient client = new(endPoint);
        client.Send("x\n");
        client.ShutDown();
        server.Run(stop.Token);
        Assert.Equal(Environment.CurrentManagedThreadId, thread);
        Assert.Same(before, SynchronizationContext.Current);
        Assert.Equal(1, handler.DisconnectedCount);
    }

    [Fact]
    public void Misuse_throws_what_one_expects()
    {
        Assert.Throws<ArgumentNullException>("handler", () => new LineServer(null!));
        LineServer server = new(new ScriptHandler(), new LineServerOptions { Backend = Backend });
        Assert.Throws<ArgumentNullException>("endPoint", () => server.Listen((EndPoint)null!));
        Assert.Throws<ArgumentNullException>("listener", () => server.Listen((Socket)null!));
        Assert.Throws<ArgumentNullException>("connection", () => server.Adopt(null!));
        Assert.Throws<ArgumentNullException>("action", () => server.Post(null!));
        Assert.Throws<ArgumentException>("endPoint", () => server.Listen(new DnsEndPoint("localhost", 1)));
        EndPoint taken = server.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.Contains("another socket has port", Assert.Throws<SocketException>(() => server.Listen(taken)).Message, StringComparison.Ordinal);

        using CancellationTokenSource stop = new();
        Task running = server.RunAsync(stop.Token);
        Assert.Throws<InvalidOperationException>(() => server.Run(stop.Token));
        Assert.Throws<InvalidOperationException>(() => { _ = server.RunAsync(stop.Token); });
        stop.Cancel();
        Assert.True(running.Ends());
        Assert.Throws<InvalidOperationException>(() => server.Run(stop.Token));
        Assert.Throws<ObjectDisposedException>(() => server.Listen(new IPEndPoint(IPAddress.Loopback, 0)));
        (Socket adopted, Socket peer) = Loopback.Pair();
        Assert.Throws<ObjectDisposedException>(() => server.Adopt(adopted));
        Assert.True(adopted.SafeHandle.IsClosed);
        peer.Dispose();
        server.Dispose();
        server.Dispose();

        LineServer never = new(new ScriptHandler(), new LineServerOptions { Backend = Backend });
        EndPoint free = never.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        never.Dispose();
        Assert.Throws<ObjectDisposedException>(() => never.Run(stop.Token));
        Assert.ThrowsAny<SocketException>(() => new TestClient(free));
    }

    [Fact]
    public void A_token_that_is_cancelled_before_ends_the_run_at_once()
    {
        using LineServer server = new(new ScriptHandler(), new LineServerOptions { Backend = Backend });
        server.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        server.Run(new CancellationToken(canceled: true));
        Assert.Empty(server.Sessions);
    }

    [Fact]
    public void Disposing_a_server_that_runs_ends_it_at_once_and_tells_every_session()
    {
        ScriptHandler handler = new();
        TestServer server = Start(handler);
        TestClient client = server.Connect();
        Assert.Equal("x", client.Ask("x"));
        server.Server.Dispose();
        Assert.True(server.Running.Ends());
        Assert.Equal(1, handler.DisconnectedCount);
        Assert.Equal(!IsUnix, client.EndsWithReset());
        server.Dispose();
    }

    [Fact]
    public void Another_server_may_share_the_port_by_choice_and_not_otherwise()
    {
        Requires.Linux();
        LineServerOptions options = new() { Backend = Backend, ReusePort = true };
        using LineServer one = new(new ScriptHandler(), options);
        EndPoint endPoint = one.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        using (LineServer other = new(new ScriptHandler(), options))
            Assert.Equal(endPoint, other.Listen(endPoint));
        using LineServer third = new(new ScriptHandler(), new LineServerOptions { Backend = Backend });
        Assert.Throws<SocketException>(() => third.Listen(endPoint));
    }
}

public sealed class EpollTcpRunningTests() : RunningContract(ServerKind.EpollTcp);

public sealed class EpollUnixRunningTests() : RunningContract(ServerKind.EpollUnix);

public sealed class EpollSpinningRunningTests() : RunningContract(ServerKind.EpollSpinning);

public sealed class SelectTcpRunningTests() : RunningContract(ServerKind.SelectTcp);
