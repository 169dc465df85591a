using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Polling;

// CPython's test_selectors: register, modify, unregister, get_map, get_key, close.
public abstract partial class MultiplexerContract
{
    [Theory]
    [InlineData(SocketEvents.Write, SocketEvents.Read)]
    [InlineData(SocketEvents.None, SocketEvents.Read)]
    [InlineData(SocketEvents.Write, SocketEvents.None)]
    public void Two_socket_objects_of_one_descriptor_cannot_both_be_registered(SocketEvents first, SocketEvents second)
    {
        Socket socket = Udp();
        Socket same = Own(new Socket(new SafeSocketHandle(socket.Handle, ownsHandle: false)));
        SocketRegistration registration = _multiplexer.Register(socket, first);

        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => _multiplexer.Register(same, second));

        Assert.Contains("shares it", refused.Message, StringComparison.Ordinal);
        Assert.Same(registration, Assert.Single(_multiplexer.Registrations));
        registration.Dispose();
        _multiplexer.Register(same, SocketEvents.Write);
        Assert.Equal(SocketEvents.Write, WaitFor(same));
    }

    [Fact]
    public void A_second_socket_object_of_a_descriptor_takes_over_when_the_first_is_closed_without_closing_it()
    {
        Socket owner = Udp();
        Socket first = new(new SafeSocketHandle(owner.Handle, ownsHandle: false));
        _multiplexer.Register(first, SocketEvents.Write);
        first.Close();

        Socket second = Own(new Socket(new SafeSocketHandle(owner.Handle, ownsHandle: false)));
        _multiplexer.Register(second, SocketEvents.Write);

        Assert.Same(second, Assert.Single(WaitForSome()).Socket);
        Assert.Equal(1, _multiplexer.Count);
    }

    [Fact]
    public void A_registration_holds_socket_events_and_state()
    {
        (Socket socket, _) = Pair();
        object state = new();

        SocketRegistration registration = _multiplexer.Register(socket, SocketEvents.Read, state);

        Assert.Same(socket, registration.Socket);
        Assert.Equal(SocketEvents.Read, registration.Events);
        Assert.Same(state, registration.State);
        Assert.True(registration.IsRegistered);
        Assert.Equal(Backend, _multiplexer.Backend);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(15)]
    [InlineData(-1)]
    public void Undefined_events_are_refused(int undefined)
    {
        (Socket one, Socket other) = Pair();
        SocketRegistration registration = _multiplexer.Register(one, SocketEvents.Read);

        Assert.Throws<ArgumentOutOfRangeException>("events", () => _multiplexer.Register(other, (SocketEvents)undefined));
        Assert.Throws<ArgumentOutOfRangeException>("events", () => registration.Events = (SocketEvents)undefined);

        Assert.Equal(SocketEvents.Read, registration.Events);
        Assert.Equal(1, _multiplexer.Count);
    }

    [Fact]
    public void Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>("socket", () => _multiplexer.Register(null!, SocketEvents.Read));
        Assert.Throws<ArgumentNullException>("socket", () => _multiplexer.Unregister(null!));
        Assert.Throws<ArgumentNullException>("socket", () => _multiplexer.TryGetRegistration(null!, out _));
    }

    [Fact]
    public void Registering_twice_is_refused_and_leaves_the_first()
    {
        (Socket socket, _) = Pair();
        SocketRegistration first = _multiplexer.Register(socket, SocketEvents.Write);

        Assert.Throws<ArgumentException>("socket", () => _multiplexer.Register(socket, SocketEvents.Read));

        Assert.Equal(SocketEvents.Write, WaitFor(socket));
        Assert.True(first.IsRegistered);
        Assert.Equal(1, _multiplexer.Count);
    }

    [Fact]
    public void Registering_a_closed_socket_is_refused()
    {
        (Socket socket, _) = Pair();
        socket.Close();

        Assert.Throws<ObjectDisposedException>(() => _multiplexer.Register(socket, SocketEvents.Read));

        Assert.Equal(0, _multiplexer.Count);
    }

    [Fact]
    public void Unregistering_what_is_not_registered_is_false()
    {
        (Socket socket, Socket other) = Pair();
        SocketRegistration registration = _multiplexer.Register(socket, SocketEvents.Read);

        Assert.False(_multiplexer.Unregister(other));
        Assert.True(_multiplexer.Unregister(socket));
        Assert.False(_multiplexer.Unregister(socket));

        Assert.False(registration.IsRegistered);
        Assert.Equal(SocketEvents.None, registration.Events);
    }

    [Fact]
    public void Unregistering_works_after_the_socket_was_closed()
    {
        (Socket socket, Socket other) = Pair();
        _multiplexer.Register(socket, SocketEvents.Read);
        SocketRegistration registration = _multiplexer.Register(other, SocketEvents.Read | SocketEvents.Write);
        socket.Close();
        other.Close();

        Assert.True(_multiplexer.Unregister(socket));
        registration.Dispose();

        Assert.Empty(_multiplexer.Registrations);
        AssertNothingReady();
    }

    [Fact]
    public void Disposing_a_registration_unregisters_and_leaves_the_socket_open()
    {
        (Socket socket, Socket peer) = Pair();
        SocketRegistration registration = _multiplexer.Register(socket, SocketEvents.Write);

        registration.Dispose();
        registration.Dispose();

        AssertNothingReady();
        Assert.Equal(0, _multiplexer.Count);
        Assert.Equal(1, peer.Send([1]));
    }

    [Fact]
    public void A_socket_can_be_registered_again()
    {
        (Socket socket, Socket peer) = Pair();
        peer.Send([1]);
        for (int i = 0; i < 3; i++)
        {
            SocketRegistration registration = _multiplexer.Register(socket, SocketEvents.Read, i);
            Assert.Equal(i, Assert.Single(WaitForSome()).State);
            registration.Dispose();
            AssertNothingReady();
        }
    }

    [Fact]
    public void Changed_events_count_from_the_next_wait()
    {
        (Socket socket, Socket peer) = Pair();
        peer.Send([1]);
        SocketRegistration registration = _multiplexer.Register(socket, SocketEvents.Write);
        Assert.Equal(SocketEvents.Write, WaitFor(socket));

        foreach (SocketEvents events in (SocketEvents[])[SocketEvents.Read, ReadWrite, SocketEvents.Write, SocketEvents.Write])
        {
            registration.Events = events;
            Assert.Equal(events, registration.Events);
            Assert.Equal(events, WaitFor(socket));
        }

        registration.Events = SocketEvents.None;
        AssertNothingReady();
        registration.Events = SocketEvents.Read;
        Assert.Equal(SocketEvents.Read, WaitFor(socket));
    }

    [Fact]
    public void Changed_state_comes_with_the_next_ready_socket()
    {
        (Socket socket, _) = Pair();
        SocketRegistration registration = _multiplexer.Register(socket, SocketEvents.Write, "before");
        registration.State = "after";

        Assert.Equal("after", Assert.Single(WaitForSome()).State);
    }

    [Fact]
    public void Changing_an_ended_registration_is_refused()
    {
        (Socket socket, _) = Pair();
        SocketRegistration registration = _multiplexer.Register(socket, SocketEvents.Read);
        registration.Dispose();
        SocketRegistration second = _multiplexer.Register(socket, SocketEvents.Read);

        Assert.Throws<ObjectDisposedException>(() => registration.Events = SocketEvents.Write);

        Assert.Equal(SocketEvents.Read, second.Events);
        AssertNothingReady();
    }

    [Fact]
    public void A_change_that_fails_leaves_nothing_registered()
    {
        (Socket socket, _) = Pair();
        SocketRegistration registration = _multiplexer.Register(socket, SocketEvents.Read);
        socket.Close();

        Assert.Throws<ObjectDisposedException>(() => registration.Events = SocketEvents.Write);

        Assert.False(_multiplexer.Unregister(socket));
        Assert.Empty(_multiplexer.Registrations);
    }

    [Fact]
    public void Registrations_is_a_live_read_only_view()
    {
        IReadOnlyCollection<SocketRegistration> view = _multiplexer.Registrations;
        Assert.Empty(view);
        Assert.False(view is ICollection<SocketRegistration>);
        (Socket one, Socket other) = Pair();

        SocketRegistration first = _multiplexer.Register(one, SocketEvents.Read);
        SocketRegistration second = _multiplexer.Register(other, SocketEvents.None);
        Assert.Equal(2, view.Count);
        Assert.Equal([first, second], view.OrderBy(registration => registration == second));

        first.Dispose();
        Assert.Equal([second], view);
        other.Close();
        Assert.Empty(view);
        Assert.Equal(0, _multiplexer.Count);
    }

    [Fact]
    public void A_loop_over_registrations_may_unregister_and_close()
    {
        for (int i = 0; i < 20; i++)
        {
            (Socket one, Socket other) = Pair();
            _multiplexer.Register(one, SocketEvents.Read);
            _multiplexer.Register(other, SocketEvents.Read);
        }

        int turn = 0;
        foreach (SocketRegistration registration in _multiplexer.Registrations)
        {
            if (turn++ % 2 == 0)
                registration.Dispose();
            registration.Socket.Dispose();
        }

        Assert.Equal(40, turn);
        Assert.Equal(0, _multiplexer.Count);
    }

    [Fact]
    public void A_registration_is_found_by_its_socket()
    {
        (Socket one, Socket other) = Pair();
        SocketRegistration registration = _multiplexer.Register(one, SocketEvents.Read);

        Assert.True(_multiplexer.TryGetRegistration(one, out SocketRegistration? found));
        Assert.Same(registration, found);
        Assert.False(_multiplexer.TryGetRegistration(other, out SocketRegistration? missing));
        Assert.Null(missing);
        one.Close();
        Assert.False(_multiplexer.TryGetRegistration(one, out _));
    }

    [Fact]
    public void What_was_removed_is_kept_by_nothing()
    {
        (Socket one, _) = Pair();
        WeakReference state = RegisterAndRemove(one);
        GC.Collect();
        Assert.False(state.IsAlive);
    }

    [Fact]
    public void Several_live_side_by_side()
    {
        (Socket one, Socket other) = Pair();
        using SocketMultiplexer second = new(Backend);
        using SocketMultiplexer third = new(Backend);
        second.Register(one, SocketEvents.Read);
        third.Register(one, SocketEvents.Read);
        other.Send([1]);

        Assert.Equal(1, second.Wait(_ready, Patience));
        Assert.Equal(1, third.Wait(_ready, Patience));
        Assert.Equal(0, _multiplexer.Wait(_ready, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_disposed_multiplexer_refuses_everything_and_has_closed_no_socket()
    {
        (Socket one, Socket other) = Pair();
        SocketRegistration registration = _multiplexer.Register(one, SocketEvents.Read);

        _multiplexer.Dispose();
        _multiplexer.Dispose();
        registration.Dispose();
        _multiplexer.Wake();

        Assert.Throws<ObjectDisposedException>(() => _multiplexer.Register(other, SocketEvents.Read));
        Assert.Throws<ObjectDisposedException>(() => _multiplexer.Unregister(one));
        Assert.Throws<ObjectDisposedException>(() => _multiplexer.TryGetRegistration(one, out _));
        Assert.Throws<ObjectDisposedException>(() => registration.Events = SocketEvents.Write);
        Assert.Throws<ObjectDisposedException>(() => _multiplexer.Wait(_ready, TimeSpan.Zero));
        await OwnThread.RunAsync(() => Assert.Throws<ObjectDisposedException>(() => _multiplexer.Wait(_ready, Timeout.InfiniteTimeSpan)));
        Assert.Throws<ObjectDisposedException>(() => _multiplexer.Select(TimeSpan.Zero));
        Assert.Equal(0, _multiplexer.Count);
        Assert.Empty(_multiplexer.Registrations);
        Assert.False(registration.IsRegistered);
        Assert.Equal(1, other.Send([1]));
    }

    /// <summary>In a frame of its own: a debug build keeps locals for as long as their method.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference RegisterAndRemove(Socket socket)
    {
        object state = new();
        _multiplexer.Register(socket, SocketEvents.Read, state);
        Assert.True(_multiplexer.Unregister(socket));
        return new WeakReference(state);
    }
}
