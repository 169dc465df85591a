using System.Net;
using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Polling;

// Kinds of sockets, errors and hang-ups. asyncore's tests, and the runtime's SelectTest.
public abstract partial class MultiplexerContract
{
    private const SocketEvents ReadWrite = SocketEvents.Read | SocketEvents.Write;

    [Fact]
    public void A_listening_socket_is_readable_per_waiting_connection_and_never_writable()
    {
        Socket listener = Listener();
        _multiplexer.Register(listener, ReadWrite);
        AssertNothingReady();
        for (int i = 0; i < 3; i++)
            Own(TcpSocket.Connect("127.0.0.1", listener.Port()));

        int accepted = 0;
        Assert.Equal(SocketEvents.Read, WaitFor(listener));
        while (TryAccept(listener) is { } connection)
        {
            accepted++;
            connection.Dispose();
        }

        Assert.Equal(3, accepted);
        AssertNothingReady();
    }

    [Fact]
    public void A_connection_reset_before_it_is_accepted_does_no_harm()
    {
        Socket listener = Listener();
        _multiplexer.Register(listener, SocketEvents.Read);
        TcpSocket.Connect("127.0.0.1", listener.Port()).Reset();
        Own(TcpSocket.Connect("127.0.0.1", listener.Port()));

        int accepted = 0;
        Assert.Equal(SocketEvents.Read, WaitFor(listener));
        while (TryAccept(listener) is { } connection)
        {
            accepted++;
            connection.Dispose();
        }

        Assert.InRange(accepted, 1, 2);
        AssertNothingReady();
    }

    [Fact]
    public void A_connect_that_succeeds_makes_writable()
    {
        Socket listener = Listener();
        Socket socket = Own(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false });
        ConnectWithoutWaiting(socket, listener.Port());
        _multiplexer.Register(socket, ReadWrite);

        Assert.Equal(SocketEvents.Write, WaitFor(socket));
        Assert.Equal(SocketError.Success, ErrorOf(socket));
    }

    [Theory]
    [InlineData(SocketEvents.Read)]
    [InlineData(SocketEvents.Write)]
    [InlineData(ReadWrite)]
    public void A_connect_that_fails_arrives_as_what_is_asked_for(SocketEvents events)
    {
        Socket socket = Own(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false });
        ConnectWithoutWaiting(socket, Loopback.ClosedPort());
        _multiplexer.Register(socket, events);

        Assert.Equal(events, WaitFor(socket));
        Assert.Equal(SocketError.ConnectionRefused, ErrorOf(socket));
    }

    [Fact]
    public void A_datagram_makes_readable()
    {
        Socket socket = Udp();
        _multiplexer.Register(socket, ReadWrite);
        Assert.Equal(SocketEvents.Write, WaitFor(socket));

        Udp().SendTo([1, 2, 3], socket.LocalEndPoint!);

        Assert.Equal(ReadWrite, WaitFor(socket));
        Assert.Equal(3, socket.Receive(new byte[10]));
        Assert.Equal(SocketEvents.Write, WaitFor(socket));
    }

    [Theory]
    [InlineData(SocketEvents.Read)]
    [InlineData(SocketEvents.Write)]
    [InlineData(ReadWrite)]
    public void A_refused_datagram_is_reported_until_the_error_is_picked_up(SocketEvents events)
    {
        Socket socket = Own(new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false });
        using (Socket gone = Udp())
            socket.Connect(gone.LocalEndPoint!);
        _multiplexer.Register(socket, events);
        socket.Send([1]);

        Assert.Equal(events, WaitFor(socket));
        SocketException refused = Assert.Throws<SocketException>(() => socket.Receive(new byte[1]));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        if (events == SocketEvents.Read)
            AssertNothingReady();
    }

    [Theory]
    [InlineData(SocketType.Stream)]
    [InlineData(SocketType.Dgram)]
    [InlineData(SocketType.Seqpacket)]
    public void Unix_domain_sockets_work(SocketType type)
    {
        Requires.Machine(Socket.OSSupportsUnixDomainSockets, "Unix-domain sockets", "a newer system");
        Assert.SkipUnless(type == SocketType.Stream || OperatingSystem.IsLinux(), "streams only, but on Linux");
        (Socket one, Socket other) = UnixPair(type);
        _multiplexer.Register(one, ReadWrite);
        Assert.Equal(SocketEvents.Write, WaitFor(one));

        other.Send([1]);
        Assert.Equal(ReadWrite, WaitFor(one));
        one.Receive(new byte[1]);
        Assert.Equal(SocketEvents.Write, WaitFor(one));
    }

    [Fact]
    public void The_end_of_the_stream_makes_readable()
    {
        (Socket socket, Socket peer) = Pair();
        _multiplexer.Register(socket, SocketEvents.Read);
        peer.Shutdown(SocketShutdown.Send);

        Assert.Equal(SocketEvents.Read, WaitFor(socket));
        Assert.Equal(0, socket.Receive(new byte[1]));
    }

    [Theory]
    [InlineData(SocketEvents.Read)]
    [InlineData(SocketEvents.Write)]
    [InlineData(ReadWrite)]
    public void A_reset_arrives_as_what_is_asked_for(SocketEvents events)
    {
        (Socket socket, Socket peer) = Pair();
        SocketRegistration registration = _multiplexer.Register(socket, SocketEvents.Read);
        peer.Reset();
        WaitForSome();

        registration.Events = events;

        Assert.Equal(events, WaitFor(socket));
        SocketException reset = Assert.Throws<SocketException>(() => socket.Receive(new byte[1]));
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
    }

    // T4: a blocking Send of much says TimedOut when the peer resets in the middle of it.
    [Fact]
    public void T4_A_reset_in_the_middle_of_sending_is_told_as_a_reset()
    {
        (Socket socket, Socket peer) = Pair();
        _multiplexer.Register(socket, SocketEvents.Write);
        byte[] block = new byte[1 << 20];
        SocketError error = SocketError.Success;
        for (long sent = 0; error is SocketError.Success or SocketError.WouldBlock;)
        {
            Assert.Equal(SocketEvents.Write, WaitFor(socket));
            sent += socket.Send(block, 0, block.Length, SocketFlags.None, out error);
            if (sent < 16 << 20)
                peer.Receive(block, 0, block.Length, SocketFlags.None, out _);
            else if (!peer.SafeHandle.IsClosed)
                peer.Reset();
        }

        Assert.Equal(SocketError.ConnectionReset, error);
    }

    [Theory]
    [InlineData(SocketEvents.Read)]
    [InlineData(SocketEvents.Write)]
    public void A_connection_closed_both_ways_arrives_as_what_is_asked_for(SocketEvents events)
    {
        (Socket socket, Socket peer) = Pair();
        peer.Shutdown(SocketShutdown.Send);
        socket.Shutdown(SocketShutdown.Send);
        _multiplexer.Register(socket, events);

        Assert.Equal(events, WaitFor(socket));
    }

    [Fact]
    public void A_hang_up_with_a_full_buffer_arrives_as_writable()
    {
        Assert.SkipUnless(SeesHangUpBehindBytes, "the state is Linux's");
        (Socket socket, _) = UnixPair(SocketType.Stream);
        while (socket.Send(new byte[65536], SocketFlags.None, out _) > 0)
        {
        }

        _multiplexer.Register(socket, SocketEvents.Write);
        AssertNothingReady();

        socket.Shutdown(SocketShutdown.Both);

        Assert.Equal(SocketEvents.Write, WaitFor(socket));
        Assert.Equal(SocketEvents.Write, WaitFor(socket));
    }

    [Fact]
    public void Urgent_data_is_no_event()
    {
        (Socket socket, Socket peer) = Pair();
        _multiplexer.Register(socket, SocketEvents.Read);
        peer.Send([1], SocketFlags.OutOfBand);
        AssertNothingReady();

        // What comes after it is read as if it were not there, and the urgent byte is still there for who wants it.
        peer.Send([2]);
        Assert.Equal(SocketEvents.Read, WaitFor(socket));
        byte[] buffer = new byte[10];
        Assert.Equal(1, socket.Receive(buffer, SocketFlags.OutOfBand));
        Assert.Equal(1, buffer[0]);
        Assert.Equal(1, socket.Receive(buffer));
        Assert.Equal(2, buffer[0]);
        AssertNothingReady();
    }

    [Fact]
    public void With_no_interest_not_even_a_hang_up_is_reported()
    {
        (Socket socket, Socket peer) = Pair();
        SocketRegistration registration = _multiplexer.Register(socket, SocketEvents.None);
        peer.Reset();
        AssertNothingReady();

        registration.Events = SocketEvents.Read;
        Assert.Equal(SocketEvents.Read, WaitFor(socket));
        registration.Events = SocketEvents.None;
        AssertNothingReady();
    }

    private static Socket? TryAccept(Socket listener)
    {
        try
        {
            return listener.Accept();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
        {
            return null;
        }
    }

    private static void ConnectWithoutWaiting(Socket socket, int port)
    {
        try
        {
            socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
        {
        }
    }

    private static SocketError ErrorOf(Socket socket) =>
        (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;

    private (Socket One, Socket Other) UnixPair(SocketType type)
    {
        string folder = Directory.CreateTempSubdirectory("polling").FullName;
        try
        {
            UnixDomainSocketEndPoint[] names = [new(Path.Combine(folder, "one")), new(Path.Combine(folder, "other"))];
            Socket one = Own(new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified));
            Socket other = Own(new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified));
            if (type == SocketType.Dgram)
            {
                one.Bind(names[0]);
                other.Bind(names[1]);
                one.Connect(names[1]);
                other.Connect(names[0]);
            }
            else
            {
                using Socket listener = new(AddressFamily.Unix, type, ProtocolType.Unspecified);
                listener.Bind(names[0]);
                listener.Listen();
                other.Connect(names[0]);
                one = Own(listener.Accept());
            }

            one.Blocking = other.Blocking = false;
            return (one, other);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
