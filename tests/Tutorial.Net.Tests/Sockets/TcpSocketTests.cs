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
        Assert.Contains(
            "192.0.2.1 is not an address of this machine. Take one of its own, or 0.0.0.0 for all of them", error.Message, StringComparison.Ordinal);

        Requires.Machine(Socket.OSSupportsIPv6, "IPv6", "enable IPv6");
        error = Assert.Throws<SocketException>(() => TcpSocket.Listen(new IPEndPoint(IPAddress.Parse("2001:db8::1"), 0)));
        Assert.Contains("Take one of its own, or :: for all of them", error.Message, StringComparison.Ordinal);
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
    public async Task A_failed_listen_leaves_no_descriptor_behind()
    {
        Requires.Linux();
        using Socket first = TcpSocket.Listen(Loopback.AnyPort);
        var endPoint = (IPEndPoint)first.LocalEndPoint!;

        await Descriptors.AssertNotKeptAsync(() => Task.FromResult(Assert.Throws<SocketException>(() => TcpSocket.Listen(endPoint))));
    }

    [Fact]
    public void A_port_alone_is_on_the_loopback_address()
    {
        using Socket listener = TcpSocket.Listen(0);

        Assert.Equal(new IPEndPoint(IPAddress.Loopback, listener.Port()), listener.LocalEndPoint);
    }

    [Fact]
    public void An_address_and_a_port_say_where_as_for_TcpListener()
    {
        using Socket listener = TcpSocket.Listen(IPAddress.Any, 0);
        Assert.Equal(IPAddress.Any, ((IPEndPoint)listener.LocalEndPoint!).Address);
        Assert.Throws<ArgumentNullException>(() => TcpSocket.Listen((IPAddress)null!, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => TcpSocket.Listen(IPAddress.Loopback, 65536));
    }

    [Fact]
    public void An_IPv4_address_in_IPv6_clothes_is_IPv4()
    {
        using Socket listener = TcpSocket.Listen(new IPEndPoint(IPAddress.Parse("::ffff:127.0.0.1"), 0));
        using Socket socket = TcpSocket.Connect("::ffff:127.0.0.1", listener.Port(), TimeSpan.MaxValue);

        Assert.Equal(new IPEndPoint(IPAddress.Loopback, listener.Port()), socket.RemoteEndPoint);
    }

    [Fact]
    public void Arguments_out_of_range_are_named()
    {
        Assert.Throws<ArgumentNullException>(() => TcpSocket.Listen(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => TcpSocket.Listen(Loopback.AnyPort, -1));
        foreach (int port in (int[])[-1, 65536])
        {
            Assert.Equal(port, Assert.Throws<ArgumentOutOfRangeException>("port", () => TcpSocket.Listen(port)).ActualValue);
            Assert.Equal(port, Assert.Throws<ArgumentOutOfRangeException>("port", () => TcpSocket.Listen(IPAddress.Any, port)).ActualValue);
        }

        Assert.Throws<ArgumentException>(() => TcpSocket.Connect("", 80));
        Assert.Throws<ArgumentOutOfRangeException>(() => TcpSocket.Connect("localhost", 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => TcpSocket.Connect("localhost", 65536));
        Assert.Throws<ArgumentOutOfRangeException>(() => TcpSocket.Connect("localhost", 80, TimeSpan.FromSeconds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => { _ = TcpSocket.ConnectAsync("localhost", 80, TimeSpan.FromSeconds(-1)).AsTask(); });
        Assert.Throws<ArgumentException>(() => TcpSocket.Connect("[::1]:443", 80));
        Assert.Throws<ArgumentNullException>(() => TcpSocket.Connect((EndPoint)null!));
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
