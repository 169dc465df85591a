using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Polling;

// Sockets that are closed or unregistered while others do not know it, and descriptors that come again.
public abstract partial class MultiplexerContract
{
    [Theory]
    [InlineData("unregister")]
    [InlineData("dispose registration")]
    [InlineData("pause")]
    [InlineData("close")]
    [InlineData("register again")]
    public void What_happens_to_a_later_socket_of_the_same_batch_counts(string action)
    {
        for (int i = 0; i < 2; i++)
            _multiplexer.Register(Pair().Client, ReadWrite);
        ReadySocket[] batch = WaitForSome();
        Assert.Equal(2, batch.Length);
        Assert.Equal(SocketEvents.Write, batch[0].Events);
        SocketRegistration later = batch[1].Registration;

        switch (action)
        {
            case "unregister":
                Assert.True(_multiplexer.Unregister(later.Socket));
                break;
            case "dispose registration":
                later.Dispose();
                break;
            case "pause":
                later.Events = SocketEvents.None;
                break;
            case "close":
                later.Socket.Close();
                break;
            default:
                later.Dispose();
                _multiplexer.Register(later.Socket, ReadWrite);
                break;
        }

        Assert.Equal(SocketEvents.None, batch[1].Events);
        Assert.Equal(action == "pause", batch[1].Registration.IsRegistered);
        Assert.Equal(SocketEvents.Write, batch[0].Events);
    }

    [Fact]
    public void An_interest_dropped_in_the_batch_is_not_reported_and_one_added_waits_for_the_next()
    {
        (Socket socket, Socket peer) = Pair();
        peer.Send([1]);
        SocketRegistration registration = _multiplexer.Register(socket, SocketEvents.Read);
        ReadySocket ready = Assert.Single(WaitForSome());

        registration.Events = ReadWrite;
        Assert.Equal(SocketEvents.Read, ready.Events);
        registration.Events = SocketEvents.Write;
        Assert.Equal(SocketEvents.None, ready.Events);
    }

    // T5, and the runtime's SelectTest: one disposed socket makes Socket.Select throw for all.
    [Fact]
    public void T5_A_socket_closed_before_the_wait_is_left_out_and_the_others_are_served()
    {
        (Socket closed, Socket socket) = Pair();
        (_, Socket other) = Pair();
        SocketRegistration registration = _multiplexer.Register(closed, ReadWrite);
        _multiplexer.Register(socket, SocketEvents.Write);
        _multiplexer.Register(other, SocketEvents.Write);
        closed.Close();

        ReadySocket[] ready = WaitForSome();

        Assert.Equal([socket, other], ready.Select(r => r.Socket).OrderBy(s => s == other));
        Assert.False(registration.IsRegistered);
        Assert.Equal(2, _multiplexer.Count);
        socket.Close();
        Assert.Same(other, Assert.Single(WaitForSome()).Socket);
    }

    // T5: Socket.Select reports a socket that another thread disposes as ready.
    [Theory]
    [InlineData("connected")]
    [InlineData("listening")]
    [InlineData("udp")]
    public void T5_A_socket_closed_during_the_wait_neither_ends_it_nor_is_reported(string kind)
    {
        Socket closed = kind switch { "connected" => Pair().Client, "listening" => Listener(), _ => Udp() };
        Socket last = Udp();
        _multiplexer.Register(closed, SocketEvents.Read);
        _multiplexer.Register(last, SocketEvents.Read);
        ReadySocket[] ready = [];
        RunWhile(
            started =>
            {
                started();
                ready = WaitForSome();
            },
            () =>
            {
                WaitUntilRefused();
                closed.Close();
                last.SendTo([1], last.LocalEndPoint!);
            });

        Assert.Same(last, Assert.Single(ready).Socket);
        Assert.Equal(1, _multiplexer.Count);
    }

    [Fact]
    public void A_descriptor_that_comes_again_does_not_fire_for_the_old_registration()
    {
        (SocketRegistration old, Socket next) = CloseAndTakeDescriptor("old");
        SocketRegistration registration = _multiplexer.Register(next, SocketEvents.Read, "new");
        next.SendTo([1], next.LocalEndPoint!);

        Assert.Equal("new", Assert.Single(WaitForSome()).State);
        Assert.Equal([registration], _multiplexer.Registrations);
        Assert.False(old.IsRegistered);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Ending_the_registration_of_a_closed_socket_does_not_touch_who_has_its_descriptor_now(bool byDisposing)
    {
        (SocketRegistration old, Socket next) = CloseAndTakeDescriptor("old");
        _multiplexer.Register(next, SocketEvents.Read);
        if (byDisposing)
            old.Dispose();
        else
            Assert.Throws<ObjectDisposedException>(() => old.Events = SocketEvents.Write);

        next.SendTo([1], next.LocalEndPoint!);
        Assert.Same(next, Assert.Single(WaitForSome()).Socket);
    }

    /// <summary>The kernel keeps an epoll registration for as long as any copy of the descriptor is open.</summary>
    [Fact]
    public void A_closed_socket_of_which_a_copy_lives_on_is_not_reported()
    {
        Requires.Linux();
        (Socket socket, Socket peer) = Pair();
        _multiplexer.Register(socket, SocketEvents.Read);
        (Socket paused, Socket other) = Pair();
        SocketRegistration kept = _multiplexer.Register(paused, SocketEvents.None);
        _multiplexer.Register(other, SocketEvents.Read, "other");
        int copy = Native.Duplicate(socket.Handle);
        try
        {
            peer.Send([1]);
            socket.Close();
            AssertNothingReady();
            AssertNothingReady();

            TimeSpan before = Native.ThreadTime();
            Assert.Equal(0, _multiplexer.Wait(_ready, TimeSpan.FromMilliseconds(200)));
            Assert.InRange((Native.ThreadTime() - before).TotalMilliseconds, 0, 50);

            // The others are where they were.
            paused.Send([1]);
            Assert.Equal("other", Assert.Single(WaitForSome()).State);
            kept.Events = SocketEvents.Write;
            _multiplexer.Wake();
            Assert.Equal(2, WaitForSome().Length);
        }
        finally
        {
            Assert.Equal(0, Native.Close(copy));
        }
    }

    /// <summary>The new registration may be kept where the old one was; the kernel still reports the old one's key.</summary>
    [Fact]
    public void What_a_copy_of_an_ended_descriptor_reports_is_not_taken_for_the_next_registration()
    {
        Requires.Linux();
        (Socket socket, Socket peer) = Pair();
        _multiplexer.Register(socket, SocketEvents.Read, "old");
        int copy = Native.Duplicate(socket.Handle);
        try
        {
            socket.Close();
            Assert.True(_multiplexer.Unregister(socket));
            (Socket next, Socket other) = Pair();
            _multiplexer.Register(next, SocketEvents.Read, "new");
            peer.Send([1]);
            for (int i = 0; i < 4; i++)
                AssertNothingReady();

            other.Send([1]);
            Assert.Equal("new", Assert.Single(WaitForSome()).State);
        }
        finally
        {
            Assert.Equal(0, Native.Close(copy));
        }
    }

    /// <summary>
    /// Registers a socket, closes it, and opens another that gets the same descriptor. The kernel gives the lowest free number; tests
    /// beside this one may be quicker, and then it is tried again.
    /// </summary>
    private (SocketRegistration Closed, Socket Next) CloseAndTakeDescriptor(object state)
    {
        for (int attempt = 0; attempt < 1000; attempt++)
        {
            SocketRegistration old = _multiplexer.Register(Udp(), SocketEvents.Read, state);
            nint descriptor = old.Socket.Handle;
            old.Socket.Close();
            Socket next = Udp();
            if (next.Handle == descriptor)
                return (old, next);
            next.Close();
        }

        throw new InvalidOperationException("another test has taken the descriptor, a thousand times");
    }
}
