using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Polling;

// SocketEvents.HangUp, state by state.
public abstract partial class MultiplexerContract
{
    private const SocketEvents All = ReadWrite | SocketEvents.HangUp;

    [Fact]
    public void A_connection_with_nothing_wrong_has_not_hung_up()
    {
        (Socket socket, Socket peer) = Pair();
        Socket listener = Listener();
        _multiplexer.Register(socket, All);
        _multiplexer.Register(listener, SocketEvents.HangUp);
        _multiplexer.Register(Udp(), SocketEvents.HangUp);
        peer.Send([1]);
        Own(TcpSocket.Connect("127.0.0.1", listener.Port()));

        Assert.Equal(ReadWrite, WaitFor(socket));
        Assert.Single(Poll());
    }

    [Theory]
    [InlineData(SocketEvents.HangUp)]
    [InlineData(SocketEvents.HangUp | SocketEvents.Read)]
    [InlineData(All)]
    public void A_peer_that_shuts_down_its_sending_side_has_hung_up(SocketEvents events)
    {
        (Socket socket, Socket peer) = Pair();
        _multiplexer.Register(socket, events);
        peer.Shutdown(SocketShutdown.Send);

        Assert.Equal(events, WaitForAllOf(events, socket));
        Assert.Equal(events, WaitFor(socket));
    }

    [Theory]
    [InlineData(SocketEvents.HangUp)]
    [InlineData(SocketEvents.HangUp | SocketEvents.Write)]
    [InlineData(All)]
    public void A_peer_that_resets_has_hung_up_and_the_error_is_still_there(SocketEvents events)
    {
        (Socket socket, Socket peer) = Pair();
        _multiplexer.Register(socket, events);
        peer.Reset();

        Assert.Equal(events, WaitForAllOf(events, socket));
        SocketException reset = Assert.Throws<SocketException>(() => socket.Receive(new byte[1]));
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_paused_client_that_goes_away_is_noticed_although_nothing_is_read(bool reset)
    {
        (Socket socket, Socket peer) = Pair();
        _multiplexer.Register(socket, SocketEvents.HangUp);
        peer.SendAll([1, 2, 3]);
        AssertNothingReady();
        if (reset)
            peer.Reset();
        else
            peer.Close();

        if (!SeesHangUpBehindBytes && !reset)
        {
            AssertNothingReady();
            socket.ReceiveExactly(new byte[3]);
        }

        Assert.Equal(SocketEvents.HangUp, WaitFor(socket));
    }

    [Fact]
    public void Who_asks_for_Read_alone_is_not_woken_by_a_hang_up_again_once_paused()
    {
        (Socket socket, Socket peer) = Pair();
        SocketRegistration registration = _multiplexer.Register(socket, All);
        peer.Shutdown(SocketShutdown.Send);
        Assert.Equal(All, WaitForAllOf(All, socket));

        registration.Events = SocketEvents.Write;
        Assert.Equal(SocketEvents.Write, WaitFor(socket));
        registration.Events = SocketEvents.Read;
        Assert.Equal(SocketEvents.Read, WaitFor(socket));
        registration.Events = SocketEvents.None;
        AssertSleeps();
    }

    [Fact]
    public void Waiting_for_a_hang_up_with_bytes_unread_does_not_spin()
    {
        (Socket socket, Socket peer) = Pair();
        _multiplexer.Register(socket, SocketEvents.HangUp);
        AssertSleeps();
        peer.Send([1]);
        AssertSleeps();
    }

    [Fact]
    public void Shutting_down_both_ways_is_a_hang_up_and_the_sending_side_alone_is_none()
    {
        (Socket socket, _) = Pair();
        _multiplexer.Register(socket, SocketEvents.HangUp);
        socket.Shutdown(SocketShutdown.Send);
        AssertNothingReady();

        socket.Shutdown(SocketShutdown.Receive);
        Assert.Equal(SocketEvents.HangUp, WaitFor(socket));
    }

    [Fact]
    public void A_connect_that_fails_has_hung_up()
    {
        Socket socket = Own(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false });
        ConnectWithoutWaiting(socket, Loopback.ClosedPort());
        _multiplexer.Register(socket, SocketEvents.HangUp);

        Assert.Equal(SocketEvents.HangUp, WaitFor(socket));
        Assert.Equal(SocketError.ConnectionRefused, ErrorOf(socket));
    }

    [Fact]
    public void A_datagram_sockets_error_arrives_as_a_hang_up_if_that_is_all_that_is_asked_for()
    {
        Socket socket = Own(new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false });
        using (Socket gone = Udp())
            socket.Connect(gone.LocalEndPoint!);
        _multiplexer.Register(socket, SocketEvents.HangUp);
        AssertNothingReady();
        socket.Send([1]);

        Assert.Equal(SocketEvents.HangUp, WaitFor(socket));
        Assert.Throws<SocketException>(() => socket.Receive(new byte[1]));
        AssertSleeps();
    }

    [Fact]
    public void The_end_of_a_Unix_domain_peer_is_a_hang_up()
    {
        Assert.SkipUnless(Socket.OSSupportsUnixDomainSockets, "no Unix-domain sockets");
        (Socket socket, Socket peer) = UnixPair(SocketType.Stream);
        _multiplexer.Register(socket, SocketEvents.HangUp);
        AssertNothingReady();
        peer.Close();

        Assert.Equal(SocketEvents.HangUp, WaitFor(socket));
    }

    /// <summary>What the kernel has not brought yet may come one after the other.</summary>
    private SocketEvents WaitForAllOf(SocketEvents events, Socket socket)
    {
        SocketEvents seen = SocketEvents.None;
        SpinWait.SpinUntil(() => (seen |= WaitFor(socket)) == events, Patience);
        return WaitFor(socket);
    }

    /// <summary>What poll(2) calls an error with neither bytes nor room: here when a byte was sent, in the queue of errors.</summary>
    [Fact]
    public void An_error_beside_the_stream_is_all_that_is_asked_for()
    {
        Requires.Linux();
        const int SocketLevel = 1, Timestamping = 37, SentBySoftware = 1 << 1, BySoftware = 1 << 4, TimeAlone = 1 << 11;
        (Socket socket, _) = Pair();
        try
        {
            socket.SetRawSocketOption(SocketLevel, Timestamping, BitConverter.GetBytes(SentBySoftware | BySoftware | TimeAlone));
        }
        catch (SocketException)
        {
            Assert.Skip("this system does not say when a byte was sent");
        }

        _multiplexer.Register(socket, SocketEvents.Read);
        AssertNothingReady();
        socket.Send([1]);

        for (int i = 0; i < 3; i++)
            Assert.Equal(SocketEvents.Read, WaitFor(socket));
        Assert.Equal(SocketError.WouldBlock, Assert.Throws<SocketException>(() => socket.Receive(new byte[1])).SocketErrorCode);
    }
}
