using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Sockets;

public sealed partial class TcpSocketTests
{
    [Fact]
    public void Listen_takes_connections_and_connect_makes_them()
    {
        using Socket listener = TcpSocket.Listen(Loopback.AnyPort);
        using Socket client = TcpSocket.Connect("127.0.0.1", listener.Port());
        using Socket server = listener.Accept();

        Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
        Assert.True(client.Blocking);
    }

    [Fact]
    public void IPv6Any_listens_for_IPv4_too()
    {
        Requires.Machine(Socket.OSSupportsIPv6, "IPv6", "enable IPv6");
        using Socket listener = TcpSocket.Listen(new IPEndPoint(IPAddress.IPv6Any, 0));
        using Socket four = TcpSocket.Connect("127.0.0.1", listener.Port());
        using Socket six = TcpSocket.Connect("::1", listener.Port());

        Assert.True(four.Connected);
        Assert.True(six.Connected);
    }

    [Fact]
    public void A_port_in_use_names_the_port_and_how_to_find_who_has_it()
    {
        using Socket first = TcpSocket.Listen(Loopback.AnyPort);
        var endPoint = (IPEndPoint)first.LocalEndPoint!;

        var error = Assert.Throws<SocketException>(() => TcpSocket.Listen(endPoint));

        Assert.Equal(SocketError.AddressAlreadyInUse, error.SocketErrorCode);
        Assert.Contains(endPoint.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains("See who with", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_port_is_free_again_right_after_its_server_closed_with_clients()
    {
        Socket listener = TcpSocket.Listen(Loopback.AnyPort);
        var endPoint = (IPEndPoint)listener.LocalEndPoint!;
        Socket client = TcpSocket.Connect("127.0.0.1", endPoint.Port);
        Socket server = listener.Accept();
        server.Dispose(); // first to close: this end stays in TIME_WAIT
        client.Dispose();
        listener.Dispose();

        TcpSocket.Listen(endPoint).Dispose();
    }

    [Fact]
    public void An_address_of_another_machine_says_so()
    {
        var error = Assert.Throws<SocketException>(() => TcpSocket.Listen(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0)));

        Assert.Equal(SocketError.AddressNotAvailable, error.SocketErrorCode);
        Assert.Contains("192.0.2.1 is not an address of this machine", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_privileged_port_says_so()
    {
        Requires.Linux();
        Requires.Machine(UnprivilegedPortsStart() > 1023, "privileged port 1023", "sysctl net.ipv4.ip_unprivileged_port_start=1024");
        Exception? thrown = null;

        // Root may; capabilities are the thread's, so this one gives them up and ends.
        var thread = new Thread(() => thrown = Record.Exception(() =>
        {
            DropCapabilities();
            TcpSocket.Listen(new IPEndPoint(IPAddress.Loopback, 1023)).Dispose();
        }));
        thread.Start();
        thread.Join();

        SocketException error = Assert.IsType<SocketException>(thrown);
        Assert.Equal(SocketError.AccessDenied, error.SocketErrorCode);
        Assert.Contains("port 1023 is privileged. Take one from 1024 up", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_listen_leaves_no_descriptor_behind()
    {
        Requires.Linux();
        using Socket first = TcpSocket.Listen(Loopback.AnyPort);
        var endPoint = (IPEndPoint)first.LocalEndPoint!;
        HashSet<string> Sockets() =>
            [.. Directory.GetFiles("/proc/self/fd").Select(f => new FileInfo(f).LinkTarget ?? "").Where(t => t.StartsWith("socket:", StringComparison.Ordinal))];

        int before = Sockets().Count;
        for (int i = 0; i < 200; i++)
            Assert.Throws<SocketException>(() => TcpSocket.Listen(endPoint));

        // Other tests come and go meanwhile; two hundred of them do not.
        Assert.InRange(Sockets().Count, 0, before + 150);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_closed_port_lists_every_address_that_was_tried(bool asynchronous)
    {
        int port = Loopback.ClosedPort();

        var error = await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(asynchronous, "localhost", port));

        Assert.Equal(SocketError.ConnectionRefused, error.SocketErrorCode);
        foreach (IPAddress address in await Dns.GetHostAddressesAsync("localhost"))
            Assert.Contains($"{new IPEndPoint(address, port)} (ConnectionRefused)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_next_address_is_tried_when_one_refuses(bool asynchronous)
    {
        using Socket listener = TcpSocket.Listen(Loopback.AnyPort);
        int port = listener.Port();
        IPAddress[] addresses = [IPAddress.Parse("127.0.0.2"), IPAddress.Loopback];

        using Socket socket = await ConnectAnyAsync(asynchronous, port, addresses, TimeSpan.FromSeconds(20));

        Assert.Equal(new IPEndPoint(IPAddress.Loopback, port), socket.RemoteEndPoint);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_none_takes_the_connection_each_is_listed_with_what_it_said(bool asynchronous)
    {
        int port = Loopback.ClosedPort();
        IPAddress[] addresses = [IPAddress.Parse("127.0.0.2"), IPAddress.Loopback];

        var error = await Assert.ThrowsAsync<SocketException>(
            () => ConnectAnyAsync(asynchronous, port, addresses, TimeSpan.FromSeconds(20)));

        Assert.Contains($"tried 127.0.0.2:{port} (", error.Message, StringComparison.Ordinal);
        Assert.Contains($", 127.0.0.1:{port} (ConnectionRefused).", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_never_answers_leaves_time_for_the_next()
    {
        using Socket full = FullListener(out List<Socket> waiting);
        int port = full.Port();
        using Socket listener = TcpSocket.Listen(new IPEndPoint(IPAddress.Parse("127.0.0.2"), port));

        using Socket socket = await ConnectAnyAsync(
            asynchronous: false, port, [IPAddress.Loopback, IPAddress.Parse("127.0.0.2")], TimeSpan.FromSeconds(10));

        Assert.Equal(listener.LocalEndPoint, socket.RemoteEndPoint);
        waiting.ForEach(other => other.Dispose());
    }

    [Fact]
    public async Task A_resolver_that_never_answers_can_be_cancelled()
    {
        var never = new TaskCompletionSource<IPAddress[]>();
        using var cancellation = new CancellationTokenSource();
        Task<IPAddress[]> resolve = TcpSocket.ResolveAsync("slow.example", 80, (_, _) => never.Task, cancellation.Token);
        Assert.False(resolve.IsCompleted);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => resolve);
    }

    [Fact]
    public void An_IPv4_address_in_IPv6_clothes_is_IPv4()
    {
        using Socket listener = TcpSocket.Listen(new IPEndPoint(IPAddress.Parse("::ffff:127.0.0.1"), 0));
        using Socket socket = TcpSocket.Connect("::ffff:127.0.0.1", listener.Port(), TimeSpan.MaxValue);

        Assert.Equal(new IPEndPoint(IPAddress.Loopback, listener.Port()), socket.RemoteEndPoint);
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

    [Fact]
    public void One_timeout_covers_a_peer_that_never_answers()
    {
        using Socket full = FullListener(out List<Socket> waiting);
        var error = Assert.Throws<SocketException>(() => TcpSocket.Connect("127.0.0.1", full.Port(), TimeSpan.FromMilliseconds(100)));

        Assert.Equal(SocketError.TimedOut, error.SocketErrorCode);
        Assert.Contains("(TimedOut)", error.Message, StringComparison.Ordinal);
        waiting.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task A_cancelled_connect_is_cancelled()
    {
        using Socket full = FullListener(out List<Socket> waiting);
        using var cancellation = new CancellationTokenSource();
        Task connect = TcpSocket.ConnectAsync("127.0.0.1", full.Port(), cancellation.Token).AsTask();
        Assert.False(connect.IsCompleted);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connect);
        waiting.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public void Arguments_out_of_range_are_named()
    {
        Assert.Throws<ArgumentNullException>(() => TcpSocket.Listen(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => TcpSocket.Listen(Loopback.AnyPort, -1));
        Assert.Throws<ArgumentException>(() => TcpSocket.Connect("", 80));
        Assert.Throws<ArgumentOutOfRangeException>(() => TcpSocket.Connect("localhost", 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => TcpSocket.Connect("localhost", 65536));
        Assert.Throws<ArgumentOutOfRangeException>(() => TcpSocket.Connect("localhost", 80, TimeSpan.FromSeconds(-1)));
    }

    private static async Task<Socket> ConnectAsync(bool asynchronous, string host, int port) =>
        asynchronous
            ? await TcpSocket.ConnectAsync(host, port)
            : await Task.Run(() => TcpSocket.Connect(host, port, TimeSpan.FromSeconds(20)));

    private static async Task<Socket> ConnectAnyAsync(bool asynchronous, int port, IPAddress[] addresses, TimeSpan timeout) =>
        asynchronous
            ? await TcpSocket.ConnectAnyAsync("several", port, addresses, CancellationToken.None)
            : await Task.Run(() => TcpSocket.ConnectAny("several", port, addresses, Deadline.After(timeout)));

    // A listener whose queue is full answers no further connection request.
    private static Socket FullListener(out List<Socket> waiting)
    {
        Requires.Linux();
        Socket listener = TcpSocket.Listen(Loopback.AnyPort, backlog: 0);
        waiting = [];
        for (int i = 0; i < 4; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            try
            {
                socket.Connect(listener.LocalEndPoint!);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
            {
                // Under way.
            }

            waiting.Add(socket);
        }

        return listener;
    }

    private static int UnprivilegedPortsStart() =>
        int.Parse(File.ReadAllText("/proc/sys/net/ipv4/ip_unprivileged_port_start"), System.Globalization.CultureInfo.InvariantCulture);

    private static unsafe void DropCapabilities()
    {
        const uint Version3 = 0x20080522; // capget(2)
        uint* header = stackalloc uint[2] { Version3, 0 };
        uint* none = stackalloc uint[6];
        new Span<uint>(none, 6).Clear();
        Assert.Equal(0, CapSet(header, none));
    }

    [LibraryImport("libc", EntryPoint = "capset")]
    private static unsafe partial int CapSet(uint* header, uint* data);
}
