using System.Net;
using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;
using Tutorial.Net.Tests.Polling;

namespace Tutorial.Net.Tests.Sockets;

/// <summary>Happy Eyeballs over addresses that take the connection, refuse it, drop it or answer late.</summary>
public sealed class ConnectTests
{
    private static readonly IPAddress[] Aliases = [.. Enumerable.Range(1, 9).Select(i => IPAddress.Parse($"127.0.0.{i}"))];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_socket_is_connected_blocking_and_works_both_ways(bool asynchronous)
    {
        using Socket listener = TcpSocket.Listen(0);
        using Socket client = await ConnectAsync(asynchronous, "127.0.0.1", listener.Port());
        using Socket server = listener.Accept();

        Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
        Assert.Equal(listener.LocalEndPoint, client.RemoteEndPoint);
        Assert.True(client.Connected);
        Assert.True(client.Blocking);
        client.SendAll("ping"u8);
        byte[] four = new byte[4];
        server.ReceiveExactly(four);
        server.SendAll("pong"u8);
        client.ReceiveExactly(four);
        Assert.Equal("pong"u8, four);
        server.Dispose();
        Assert.Equal(0, client.Receive(four));
    }

    [Fact]
    public void The_descriptor_of_a_synchronous_connect_is_truly_blocking()
    {
        Requires.Linux();
        Assert.SkipWhen(PortableSockets.Enabled, "there .NET emulates it");
        using Socket listener = TcpSocket.Listen(0);
        using Socket client = TcpSocket.Connect("127.0.0.1", listener.Port());

        int Flags() => Convert.ToInt32(
            File.ReadLines($"/proc/self/fdinfo/{client.Handle}").First(l => l.StartsWith("flags:", StringComparison.Ordinal))[6..].Trim(), 8);

        Assert.Equal(0, Flags() & 0x800); // O_NONBLOCK
        Assert.NotEqual(0, Flags() & 0x80000); // O_CLOEXEC
        client.Blocking = false;
        Assert.NotEqual(0, Flags() & 0x800); // .NET knows what it was
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task By_end_point(bool asynchronous)
    {
        using Socket listener = TcpSocket.Listen(0);
        foreach (EndPoint endPoint in (EndPoint[])[listener.LocalEndPoint!, new DnsEndPoint("localhost", listener.Port())])
        {
            using Socket client = asynchronous
                ? await TcpSocket.ConnectAsync(endPoint)
                : TcpSocket.Connect(endPoint, TimeSpan.FromSeconds(20));
            Assert.Equal(listener.LocalEndPoint, client.RemoteEndPoint);
        }
    }

    [Fact]
    public async Task Without_a_time_limit_by_name_and_with_one_by_end_point()
    {
        using Socket listener = TcpSocket.Listen(Loopback.AnyPort);
        using Socket byName = TcpSocket.Connect("localhost", listener.Port());
        Assert.Equal(listener.LocalEndPoint, byName.RemoteEndPoint);
        using Socket byEndPoint = await TcpSocket.ConnectAsync(listener.LocalEndPoint!, TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(listener.LocalEndPoint, byEndPoint.RemoteEndPoint);
    }

    [Fact]
    public void An_end_point_of_another_kind_is_refused_with_what_to_use()
    {
        var e = Assert.Throws<ArgumentException>(() => TcpSocket.Connect(new OtherEndPoint(), TimeSpan.FromSeconds(1)));
        Assert.StartsWith("OtherEndPoint is no TCP end point. Give an IPEndPoint or a DnsEndPoint.", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_name_without_addresses_and_one_that_is_too_long_do_not_resolve(bool asynchronous)
    {
        HostResolver.LookUp nothing = (_, _) => Task.FromResult<IPAddress[]>([]);
        var e = await Assert.ThrowsAsync<SocketException>(async () => (asynchronous
            ? await TcpSocket.ConnectAsync("empty.test", 80, Deadline.After(TimeSpan.FromSeconds(20)), nothing)
            : TcpSocket.Connect("empty.test", 80, Deadline.After(TimeSpan.FromSeconds(20)), nothing)).Dispose());
        Assert.Equal(SocketError.NoData, e.SocketErrorCode);
        Assert.StartsWith("Cannot connect to empty.test:80: the name does not resolve (NoData).", e.Message, StringComparison.Ordinal);

        string longName = new('a', 300);
        e = await Assert.ThrowsAsync<SocketException>(
            async () => (asynchronous ? await TcpSocket.ConnectAsync(longName, 80) : TcpSocket.Connect(longName, 80)).Dispose());
        Assert.Equal(SocketError.HostNotFound, e.SocketErrorCode);
        Assert.Contains("300 characters", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_next_address_is_tried_when_one_refuses(bool asynchronous)
    {
        using Socket listener = TcpSocket.Listen(0);

        using Socket socket = await RaceAsync(asynchronous, listener.Port(), [Aliases[1], Aliases[2], Aliases[0]]);

        Assert.Equal(listener.LocalEndPoint, socket.RemoteEndPoint);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refused_attempt_leaves_no_descriptor_behind(bool asynchronous)
    {
        int port = Loopback.ClosedPort();

        await Descriptors.AssertNotKeptAsync(() => Assert.ThrowsAsync<SocketException>(() => RaceAsync(asynchronous, port, [Aliases[0]])));
    }

    [Fact]
    public void A_connection_has_one_descriptor()
    {
        Requires.Linux();
        using Socket listener = TcpSocket.Listen(0);
        using Socket client = TcpSocket.Connect("127.0.0.1", listener.Port());
        string inode = new FileInfo($"/proc/self/fd/{client.Handle}").LinkTarget!;

        Assert.Single(Directory.GetFiles("/proc/self/fd"), file => new FileInfo(file).LinkTarget == inode);
    }

    [Fact]
    public async Task A_connection_leaves_no_timer_behind()
    {
        const int Times = 200;
        using Socket listener = TcpSocket.Listen(0);
        long before = Timer.ActiveCount;
        for (int i = 0; i < Times; i++)
        {
            using Socket client = await TcpSocket.ConnectAsync(
                "127.0.0.1", listener.Port(), TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
            listener.Accept().Dispose();
        }

        // Other tests have timers, too; so many do not come meanwhile.
        Assert.InRange(Timer.ActiveCount, 0, before + (Times * 3 / 4));
    }

    [Fact]
    public void Without_a_time_limit_too_the_resolver_is_the_one_that_is_given()
    {
        using Socket listener = TcpSocket.Listen(0);
        using Socket client = TcpSocket.Connect(
            "no-such-host.invalid", listener.Port(), Deadline.After(Timeout.InfiniteTimeSpan), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));

        Assert.Equal(listener.LocalEndPoint, client.RemoteEndPoint);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_address_is_not_looked_up(bool asynchronous)
    {
        using Socket listener = TcpSocket.Listen(0);
        HostResolver.LookUp none = (_, _) => throw new InvalidOperationException("An address was looked up.");
        Deadline deadline = Deadline.After(TimeSpan.FromSeconds(60));
        using Socket client = asynchronous
            ? await TcpSocket.ConnectAsync("127.0.0.1", listener.Port(), deadline, none)
            : TcpSocket.Connect("127.0.0.1", listener.Port(), deadline, none);

        Assert.Equal(listener.LocalEndPoint, client.RemoteEndPoint);
    }

    [Fact]
    public void The_first_port_and_the_last_can_be_asked_for()
    {
        Assert.Throws<SocketException>(() => TcpSocket.Connect("127.0.0.9", 1));
        Assert.Throws<SocketException>(() => TcpSocket.Connect("127.0.0.9", 65535));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_address_that_drops_leaves_the_next_its_turn(bool asynchronous)
    {
        using var full = new FullListener();
        using Socket listener = TcpSocket.Listen(new IPEndPoint(Aliases[1], full.Port));

        using Socket socket = await RaceAsync(asynchronous, full.Port, [Aliases[0], Aliases[1]]);

        Assert.Equal(listener.LocalEndPoint, socket.RemoteEndPoint);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_address_that_answers_late_still_wins_when_the_others_refuse(bool asynchronous)
    {
        using var late = new FullListener();
        Task<Socket> connect = Task.Run(() => RaceAsync(asynchronous, late.Port, [Aliases[0], Aliases[1], Aliases[2]]));
        Assert.True(SpinWait.SpinUntil(() => AttemptsUnderWay(late.Port) > late.PendingAttempts, TimeSpan.FromSeconds(20)));

        late.Accept();

        using Socket socket = await connect;
        Assert.Equal(late.Listener.LocalEndPoint, socket.RemoteEndPoint);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Losers_are_closed_before_it_returns(bool asynchronous)
    {
        using var full = new FullListener();
        using Socket listener = TcpSocket.Listen(new IPEndPoint(Aliases[3], full.Port));
        using Socket socket = await RaceAsync(asynchronous, full.Port, [Aliases[0], Aliases[3]]);

        Assert.Equal(full.PendingAttempts, AttemptsUnderWay(full.Port));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_none_takes_the_connection_each_is_listed_with_what_it_said(bool asynchronous)
    {
        int port = Loopback.ClosedPort();

        var error = await Assert.ThrowsAsync<SocketException>(
            () => RaceAsync(asynchronous, port, [Aliases[1], IPAddress.IPv6Loopback, Aliases[0]]));

        Assert.StartsWith($"Cannot connect to several:{port}; tried 127.0.0.2:{port} (", error.Message, StringComparison.Ordinal);
        Assert.Contains($"[::1]:{port} (", error.Message, StringComparison.Ordinal);
        Assert.Contains($", 127.0.0.1:{port} (ConnectionRefused). Is a server listening there?", error.Message, StringComparison.Ordinal);
        Assert.Equal(SocketError.ConnectionRefused, error.SocketErrorCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_the_time_is_over_those_under_way_are_listed_too(bool asynchronous)
    {
        using var full = new FullListener();

        var error = await Assert.ThrowsAsync<SocketException>(
            () => RaceAsync(asynchronous, full.Port, [Aliases[1], Aliases[0]], TimeSpan.FromSeconds(3)));

        Assert.Equal(SocketError.TimedOut, error.SocketErrorCode);
        Assert.Contains(
            $"tried 127.0.0.2:{full.Port} (ConnectionRefused), 127.0.0.1:{full.Port} (TimedOut). Is the address right",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_thread_sleeps_while_nobody_answers()
    {
        Requires.Linux();
        using var full = new FullListener();
        int slept = Enumerable.Range(0, 10).Count(_ =>
        {
            long before = Native.ThreadSleeps();
            Assert.Throws<SocketException>(() => TcpSocket.Connect("127.0.0.1", full.Port, TimeSpan.FromMilliseconds(100)));
            return Native.ThreadSleeps() > before;
        });

        // A machine that stands still for the whole time leaves none to sleep in; who spins may be made to wait for something else.
        Assert.InRange(slept, 5, 10);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_short_time_is_shared_out(bool asynchronous)
    {
        // Two that drop would have 250 ms each; in 480 ms the third would never be tried.
        using var full = new FullListener();
        using var fullToo = new FullListener(new IPEndPoint(Aliases[1], full.Port));
        using Socket listener = TcpSocket.Listen(new IPEndPoint(Aliases[2], full.Port));

        // The third has 160 ms, which a thread may have to wait for its turn on a busy machine; a share that is not there never comes.
        for (int tries = 5; ; tries--)
        {
            try
            {
                using Socket socket = await RaceAsync(
                    asynchronous, full.Port, [Aliases[0], Aliases[1], Aliases[2]], TimeSpan.FromMilliseconds(480));
                Assert.Equal(listener.LocalEndPoint, socket.RemoteEndPoint);
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.TimedOut && tries > 1)
            {
                // Again.
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_time_at_all_is_enough_for_what_answers_at_once_and_for_nothing_else(bool asynchronous)
    {
        using var full = new FullListener();
        var error = await Assert.ThrowsAsync<SocketException>(() => RaceAsync(asynchronous, full.Port, [Aliases[0]], TimeSpan.Zero));
        Assert.Equal(SocketError.TimedOut, error.SocketErrorCode);

        if (!asynchronous)
        {
            using Socket listener = TcpSocket.Listen(0);
            using Socket socket = await RaceAsync(asynchronous, listener.Port(), [Aliases[0]], TimeSpan.Zero);
            Assert.True(socket.Connected);
        }
    }

    [Fact]
    public async Task A_cancelled_connect_is_cancelled()
    {
        using var full = new FullListener();
        using var cancellation = new CancellationTokenSource();
        Task connect = TcpSocket.ConnectAsync("127.0.0.1", full.Port, cancellation.Token).AsTask();
        Assert.False(connect.IsCompleted);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connect);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => TcpSocket.ConnectAsync("127.0.0.1", full.Port, new CancellationToken(canceled: true)).AsTask());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_name_that_does_not_resolve_is_named(bool asynchronous)
    {
        var error = await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(asynchronous, "no-such-host.invalid", 80));

        Assert.Contains("no-such-host.invalid:80", error.Message, StringComparison.Ordinal);
        Assert.Contains("does not resolve", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_resolver_that_never_answers_is_not_waited_for_past_the_deadline(bool asynchronous)
    {
        HostResolver.LookUp never = (_, _) => new TaskCompletionSource<IPAddress[]>().Task;
        Deadline deadline = Deadline.After(TimeSpan.FromMilliseconds(50));

        var error = await Assert.ThrowsAsync<SocketException>(() => asynchronous
            ? TcpSocket.ConnectAsync("slow.example", 80, deadline, never).AsTask()
            : Task.Run(() => TcpSocket.Connect("slow.example", 80, deadline, never)));

        Assert.Equal(SocketError.TimedOut, error.SocketErrorCode);
        Assert.Contains("slow.example:80", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_resolver_that_never_answers_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        Task connect = TcpSocket.ConnectAsync(
            "slow.example",
            80,
            Deadline.After(Timeout.InfiniteTimeSpan),
            (_, _) => new TaskCompletionSource<IPAddress[]>().Task,
            cancellationToken: cancellation.Token).AsTask();
        Assert.False(connect.IsCompleted);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connect);
    }

    [Theory]
    [InlineData("::1", "[::1]:")]
    [InlineData("[::1]", "[::1]:")]
    [InlineData("127.0.0.1", "127.0.0.1:")]
    public void An_IPv6_host_stands_in_brackets_once(string host, string shown)
    {
        int port = Loopback.ClosedPort();

        var error = Assert.Throws<SocketException>(() => TcpSocket.Connect(host, port));

        Assert.StartsWith($"Cannot connect to {shown}{port}; tried {shown}{port} (", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:80")]
    [InlineData("127.0.0.1:80")]
    [InlineData("[::1]:80")]
    [InlineData("http://localhost")]
    [InlineData("localhost/")]
    public void A_host_with_a_port_or_a_URL_is_refused_before_anything_is_asked(string host)
    {
        var error = Assert.Throws<ArgumentException>(() => TcpSocket.Connect(host, 80));
        Assert.Equal("host", error.ParamName);
        Assert.StartsWith($"'{host}' is more than a host.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_with_control_characters_does_not_reach_the_terminal()
    {
        HostResolver.LookUp unknown = (_, _) => throw new SocketException((int)SocketError.HostNotFound);

        var error = Assert.Throws<SocketException>(
            () => TcpSocket.Connect("a\u001b[2Jb", 80, Deadline.After(TimeSpan.FromSeconds(20)), unknown));

        Assert.Contains("a?[2Jb:80", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Families_are_interleaved_beginning_with_the_resolvers_first()
    {
        IPAddress[] Parse(string list) => [.. list.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse)];

        Assert.Equal(Parse("::1 1.1.1.1 ::2 1.1.1.2 ::3"), AddressOrder.Interleave(Parse("::1 ::2 ::3 1.1.1.1 1.1.1.2")));
        Assert.Equal(Parse("1.1.1.1 ::1 1.1.1.2 1.1.1.3"), AddressOrder.Interleave(Parse("1.1.1.1 1.1.1.2 ::1 1.1.1.3")));
        Assert.Equal(Parse("::1 1.1.1.1"), AddressOrder.Interleave(Parse("::1 ::1 ::ffff:1.1.1.1 1.1.1.1")));
        Assert.Empty(AddressOrder.Interleave([]));
    }

    private static async Task<Socket> ConnectAsync(bool asynchronous, string host, int port) =>
        asynchronous
            ? await TcpSocket.ConnectAsync(host, port)
            : await Task.Run(() => TcpSocket.Connect(host, port, TimeSpan.FromSeconds(20)));

    private static async Task<Socket> RaceAsync(bool asynchronous, int port, IPAddress[] addresses, TimeSpan? timeout = null)
    {
        Deadline deadline = Deadline.After(timeout ?? TimeSpan.FromSeconds(60));
        return asynchronous
            ? await TcpSocket.ConnectAsync("several", port, deadline, (_, _) => Task.FromResult(addresses))
            : await Task.Run(() => TcpSocket.Connect("several", port, deadline, (_, _) => Task.FromResult(addresses)));
    }

    /// <summary>A closed attempt is out of SYN-SENT (02); nobody else here connects to this port from another.</summary>
    private static int AttemptsUnderWay(int port)
    {
        string pending = $"0100007F:{port:X4} 02";
        return File.ReadLines("/proc/net/tcp").Count(line => line.Contains(pending, StringComparison.Ordinal));
    }

    private sealed class OtherEndPoint : EndPoint;

    [Fact]
    public async Task A_host_with_a_NUL_is_refused_since_the_resolver_would_end_there()
    {
        using Socket listener = TcpSocket.Listen(0);
        foreach (string host in (string[])["127.0.0.1\0.example.org", "localhost\0"])
        {
            var e = Assert.Throws<ArgumentException>(() => TcpSocket.Connect(host, listener.Port()));
            Assert.Contains("NUL", e.Message, StringComparison.Ordinal);
            var byEndPoint = new DnsEndPoint(host, listener.Port());
            Assert.Throws<ArgumentException>(() => TcpSocket.Connect(byEndPoint));
            await Assert.ThrowsAsync<ArgumentException>(async () => await TcpSocket.ConnectAsync(byEndPoint, TestContext.Current.CancellationToken));
            await Assert.ThrowsAsync<ArgumentException>(async () => await TcpSocket.ConnectAsync(host, listener.Port(), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task The_family_of_an_end_point_by_name_is_kept_to()
    {
        using Socket listener = TcpSocket.Listen(0);
        var six = new DnsEndPoint("localhost", listener.Port(), AddressFamily.InterNetworkV6);
        Assert.Throws<SocketException>(() => TcpSocket.Connect(six, TimeSpan.FromSeconds(30)));
        var literal = new DnsEndPoint("127.0.0.1", listener.Port(), AddressFamily.InterNetworkV6);
        var e = Assert.Throws<SocketException>(() => TcpSocket.Connect(literal));
        Assert.Contains("no address of the family InterNetworkV6", e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SocketException>(async () => await TcpSocket.ConnectAsync(six, TestContext.Current.CancellationToken));
        var mapped = new DnsEndPoint("::ffff:127.0.0.1", listener.Port(), AddressFamily.InterNetworkV6);
        TcpSocket.Connect(mapped).Dispose();
        using Socket client = TcpSocket.Connect(new DnsEndPoint("localhost", listener.Port(), AddressFamily.InterNetwork));
        Assert.Equal(AddressFamily.InterNetwork, client.RemoteEndPoint!.AddressFamily);
    }
}
