using System.Net;
using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Sockets;

public sealed class DescribeTests
{
    [Fact]
    public void A_connection_has_two_ends()
    {
        (Socket client, Socket server) = Loopback.Pair();
        using (client)
        using (server)
        {
            Assert.Equal($"tcp 127.0.0.1:{client.Port()} <-> 127.0.0.1:{server.Port()} connected", client.Describe());
            Assert.Equal($"tcp 127.0.0.1:{server.Port()} <-> 127.0.0.1:{client.Port()} connected", server.Describe());
        }
    }

    [Fact]
    public void A_listening_socket_listens()
    {
        using Socket listener = TcpSocket.Listen(Loopback.AnyPort);
        Assert.Equal($"tcp 127.0.0.1:{listener.Port()} listening", listener.Describe());
    }

    [Fact]
    public void A_new_socket_is_unconnected_and_so_is_a_bound_one()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Assert.Equal("tcp unconnected", socket.Describe());
        socket.Bind(Loopback.AnyPort);
        Assert.Equal($"tcp 127.0.0.1:{socket.Port()} unconnected", socket.Describe());
    }

    [Fact]
    public void Udp_is_bound_or_connected()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Assert.Equal("udp unbound", socket.Describe());
        socket.Bind(Loopback.AnyPort);
        Assert.Equal($"udp 127.0.0.1:{socket.Port()} bound", socket.Describe());
        socket.Connect(IPAddress.Loopback, 9);
        Assert.Equal($"udp 127.0.0.1:{socket.Port()} <-> 127.0.0.1:9 connected", socket.Describe());
    }

    [Fact]
    public void An_IPv4_client_of_a_dual_stack_server_is_shown_as_IPv4()
    {
        Requires.Machine(Socket.OSSupportsIPv6, "IPv6", "enable IPv6");
        using Socket listener = TcpSocket.Listen(new IPEndPoint(IPAddress.IPv6Any, 0));
        using Socket client = TcpSocket.Connect("127.0.0.1", listener.Port());
        using Socket server = listener.Accept();

        Assert.Equal($"tcp 127.0.0.1:{listener.Port()} <-> 127.0.0.1:{client.Port()} connected", server.Describe());
    }

    [Fact]
    public void A_unix_socket_shows_its_path_and_who_the_peer_is()
    {
        Assert.SkipUnless(Socket.OSSupportsUnixDomainSockets, "this machine has no Unix-domain sockets");
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using Socket listener = UnixSocket.Listen(path);
        using Socket client = UnixSocket.Connect(path);
        using Socket server = listener.Accept();
        string peer = OperatingSystem.IsLinux() ? $", pid {Environment.ProcessId} user {UserId()}" : "";

        Assert.Equal($"unix {path} listening", listener.Describe());
        Assert.Equal($"unix (unnamed) <-> {path} connected{peer}", client.Describe());
        Assert.Equal($"unix {path} <-> (unnamed) connected{peer}", server.Describe());
    }

    [Fact]
    public void Another_process_at_the_other_end_is_named()
    {
        Requires.Linux();
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using Socket listener = UnixSocket.Listen(path, mode: (UnixFileMode)0b111_111_111);
        // The superuser, whose number hides much, becomes somebody else.
        string becomeAnother = Environment.IsPrivilegedProcess ? "os.setgid(1234); os.setuid(70001); " : "";
        using var python = System.Diagnostics.Process.Start(
            Requires.Program("python3"), ["-c", $"import os, socket; {becomeAnother}s = socket.socket(socket.AF_UNIX); s.connect('{path}'); s.recv(1)"]);
        using Socket server = listener.Accept();
        string user = Environment.IsPrivilegedProcess ? "70001" : UserId();

        Assert.EndsWith($" connected, pid {python.Id} user {user}", server.Describe(), StringComparison.Ordinal);

        server.SendAll([1]);
        python.WaitForExit();
    }

    [Fact]
    public void Describing_a_socket_after_a_failed_connect_leaves_it_able_to_connect()
    {
        using Socket listener = TcpSocket.Listen(Loopback.AnyPort);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Assert.Throws<SocketException>(() => socket.Connect(IPAddress.Loopback, Loopback.ClosedPort()));

        Assert.StartsWith("tcp ", socket.Describe(), StringComparison.Ordinal);

        socket.Connect(listener.LocalEndPoint!);
        Assert.True(socket.Connected);
    }

    [Fact]
    public void It_never_throws()
    {
        (Socket client, Socket server) = Loopback.Pair();
        server.Reset();
        Assert.Throws<SocketException>(() => client.Receive(new byte[1]));
        Assert.Equal($"tcp 127.0.0.1:{client.Port()} unconnected", client.Describe());
        client.Dispose();

        Assert.Equal("tcp disposed", client.Describe());
        Assert.Equal("no socket", ((Socket)null!).Describe());
    }

    // The owner of what this process makes.
    private static string UserId() =>
        File.ReadLines("/proc/self/status").First(l => l.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[2];
}
