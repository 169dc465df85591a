using System.Diagnostics;
using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Polling;

// States in which there is nothing to do: each wait of 100 ms lasts its time, so there are at most 10 returns a second, and the
// time that the thread computes says whether it spun inside.
public abstract partial class MultiplexerContract
{
    [Fact]
    public void Idle_does_not_spin()
    {
        _multiplexer.Register(Pair().Client, SocketEvents.Read);
        _multiplexer.Register(Udp(), SocketEvents.Read);
        _multiplexer.Register(Listener(), ReadWrite);
        AssertSleeps();
        if (!OperatingSystem.IsLinux())
            return;
        // What looks again and again, with breaks, sleeps twice at least. The runtime may add some where others are busy: the least counts.
        long least = long.MaxValue;
        for (int tries = 0; least > 1 && tries < 30; tries++)
        {
            long before = Native.ThreadSleeps();
            Assert.Equal(0, _multiplexer.Wait(_ready, TimeSpan.FromMilliseconds(100)));
            least = Math.Min(least, Native.ThreadSleeps() - before);
        }

        Assert.Equal(1, least);
    }

    // T2: what is hung up is in no list that Socket.Select would report it in, and ends each call at once.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void T2_Hung_up_and_paused_does_not_spin(bool pausedBefore)
    {
        (Socket socket, Socket peer) = Pair();
        SocketRegistration registration = _multiplexer.Register(socket, pausedBefore ? SocketEvents.None : SocketEvents.Read);
        peer.Shutdown(SocketShutdown.Send);
        socket.Shutdown(SocketShutdown.Send);
        if (!pausedBefore)
            WaitForSome();
        registration.Events = SocketEvents.None;
        AssertSleeps();
    }

    [Fact]
    public void Reset_and_paused_does_not_spin()
    {
        (Socket socket, Socket peer) = Pair();
        SocketRegistration registration = _multiplexer.Register(socket, SocketEvents.Read);
        peer.Reset();
        WaitForSome();
        registration.Events = SocketEvents.None;
        AssertSleeps();
    }

    [Fact]
    public void Half_closed_by_us_does_not_spin()
    {
        (Socket socket, _) = Pair();
        _multiplexer.Register(socket, SocketEvents.Read);
        socket.Shutdown(SocketShutdown.Send);
        AssertSleeps();
    }

    [Fact]
    public void Half_closed_by_the_peer_with_a_full_buffer_does_not_spin()
    {
        (Socket socket, Socket peer) = Pair();
        peer.Shutdown(SocketShutdown.Send);
        do
        {
            socket.Send(new byte[65536], SocketFlags.None, out _);
        }
        while (socket.Poll(100_000, SelectMode.SelectWrite));
        SocketRegistration registration = _multiplexer.Register(socket, SocketEvents.Read);
        Assert.Equal(SocketEvents.Read, WaitFor(socket));
        Assert.Equal(0, socket.Receive(new byte[1]));

        registration.Events = SocketEvents.Write;
        AssertSleeps();
    }

    [Fact]
    public void A_refused_datagram_does_not_spin_once_its_error_is_picked_up()
    {
        Socket socket = Own(new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false });
        using (Socket gone = Udp())
            socket.Connect(gone.LocalEndPoint!);
        SocketRegistration registration = _multiplexer.Register(socket, SocketEvents.Read);
        socket.Send([1]);
        WaitFor(socket);
        Assert.Throws<SocketException>(() => socket.Receive(new byte[1]));
        AssertSleeps();

        socket.Send([1]);
        registration.Events = SocketEvents.None;
        AssertSleeps();
    }

    [Fact]
    public void Paused_with_data_waiting_does_not_spin()
    {
        (Socket socket, Socket peer) = Pair();
        SocketRegistration registration = _multiplexer.Register(socket, SocketEvents.Read);
        peer.Send([1]);
        WaitFor(socket);
        registration.Events = SocketEvents.None;
        AssertSleeps();
    }

    [Fact]
    public void Closed_sockets_do_not_spin()
    {
        (Socket one, Socket other) = Pair();
        _multiplexer.Register(one, ReadWrite);
        _multiplexer.Register(other, SocketEvents.None);
        _multiplexer.Register(Udp(), SocketEvents.Read);
        one.Close();
        other.Close();
        AssertSleeps();
    }

    [Fact]
    public void Urgent_data_does_not_spin()
    {
        (Socket socket, Socket peer) = Pair();
        _multiplexer.Register(socket, SocketEvents.Read);
        peer.Send([1], SocketFlags.OutOfBand);
        AssertSleeps();
        peer.SendAll([2, 3]);
        WaitFor(socket);
        socket.ReceiveExactly(new byte[2]);
        AssertSleeps();
    }

    [Fact]
    public void Urgent_data_that_nobody_reads_keeps_nobody_else_back()
    {
        (Socket urgent, Socket itsPeer) = Pair();
        (Socket socket, Socket peer) = Pair();
        _multiplexer.Register(urgent, SocketEvents.Read);
        _multiplexer.Register(socket, SocketEvents.Read);
        itsPeer.Send([1], SocketFlags.OutOfBand);
        // However often a wait was in vain.
        for (int i = 0; i < 20; i++)
            Assert.Equal(0, _multiplexer.Wait(_ready, TimeSpan.FromMilliseconds(1)));
        // Mostly it comes while the wait is under way, in a break; to come before does no harm.
        using var later = new Timer(_ => peer.Send([2]), null, 50, Timeout.Infinite);

        Assert.Equal(1, _multiplexer.Wait(_ready, Patience));
        Assert.Same(socket, _ready[0].Socket);
    }

    private void AssertSleeps()
    {
        TimeSpan timeout = TimeSpan.FromMilliseconds(100);
        TimeSpan before = OperatingSystem.IsLinux() ? Native.ThreadTime() : default;
        for (int i = 0; i < 3; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Assert.Equal(0, _multiplexer.Wait(_ready, timeout));
            TimeSpan lasted = Stopwatch.GetElapsedTime(start);
            Assert.True(lasted >= timeout, $"returned after {lasted}");
        }

        if (OperatingSystem.IsLinux())
            Assert.InRange((Native.ThreadTime() - before).TotalMilliseconds, 0, 60);
    }
}
