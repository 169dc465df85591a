using System.Diagnostics;
using System.Net.Sockets;

namespace Tutorial.Net.Tests.Polling;

// Timeouts, buffers, fairness, many sockets.
public abstract partial class MultiplexerContract
{
    [Fact]
    public void An_empty_multiplexer_waits_too()
    {
        Stopwatch watch = Stopwatch.StartNew();

        Assert.Empty(_multiplexer.Select(TimeSpan.FromMilliseconds(50)));

        Assert.True(watch.Elapsed >= TimeSpan.FromMilliseconds(50), $"only {watch.Elapsed}");
    }

    // T1: Socket.Select cuts 999 µs down to no wait at all, and 1,999 µs to one millisecond.
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(999)]
    [InlineData(1_001)]
    [InlineData(1_999)]
    [InlineData(20_000)]
    public void T1_A_timeout_is_rounded_up_never_down(int microseconds)
    {
        (Socket socket, _) = Pair();
        _multiplexer.Register(socket, SocketEvents.Read);
        TimeSpan timeout = TimeSpan.FromMicroseconds(microseconds);
        for (int i = 0; i < 5; i++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            Assert.Equal(0, _multiplexer.Wait(_ready, timeout));
            Assert.True(watch.Elapsed >= timeout, $"{timeout} took only {watch.Elapsed}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-2)]
    [InlineData(-10_001)]
    [InlineData(long.MinValue)]
    public void Zero_and_negative_timeouts_look_and_return(long ticks)
    {
        (Socket socket, Socket peer) = Pair();
        _multiplexer.Register(socket, SocketEvents.Read);
        Assert.Equal(0, _multiplexer.Wait(_ready, new TimeSpan(ticks)));
        peer.Send([1]);
        Assert.Equal(1, _multiplexer.Wait(_ready, new TimeSpan(ticks)));
    }

    /// <summary>-1 ms is infinite; 36 minutes do not fit the microseconds of Socket.Select.</summary>
    [Theory]
    [InlineData(-TimeSpan.TicksPerMillisecond)]
    [InlineData(36 * TimeSpan.TicksPerMinute)]
    [InlineData(100 * TimeSpan.TicksPerDay)]
    [InlineData(long.MaxValue)]
    public void A_long_wait_ends_when_a_socket_becomes_ready(long ticks)
    {
        (Socket socket, Socket peer) = Pair();
        _multiplexer.Register(socket, SocketEvents.Read);

        int count = -1;
        RunWhile(
            started =>
            {
                started();
                count = _multiplexer.Wait(_ready, new TimeSpan(ticks));
            },
            () => peer.Send([1]));

        Assert.Equal(1, count);
    }

    [Fact]
    public void There_must_be_room_for_a_ready_socket() =>
        Assert.Throws<ArgumentException>("ready", () => _multiplexer.Wait([], TimeSpan.Zero));

    [Fact]
    public void The_unused_rest_of_the_buffer_is_left_alone()
    {
        (Socket one, Socket other) = Pair();
        SocketRegistration registration = _multiplexer.Register(one, SocketEvents.Write);
        _multiplexer.Register(other, SocketEvents.Read);
        ReadySocket[] ready = new ReadySocket[3];

        Assert.Equal(1, _multiplexer.Wait(ready, TimeSpan.Zero));

        Assert.Same(registration, ready[0].Registration);
        Assert.Null(ready[1].Registration);
        Assert.Null(ready[2].Registration);
    }

    [Fact]
    public void Only_what_is_asked_for_is_reported()
    {
        (Socket reader, Socket writer) = Pair();
        reader.Send([1]);
        writer.Send([1]);
        _multiplexer.Register(reader, SocketEvents.Read);
        _multiplexer.Register(writer, SocketEvents.Write);

        ReadySocket[] ready = Poll();

        Assert.Equal(2, ready.Length);
        Assert.Equal(SocketEvents.Read, Assert.Single(ready, r => r.Socket == reader).Events);
        Assert.Equal(SocketEvents.Write, Assert.Single(ready, r => r.Socket == writer).Events);
    }

    [Fact]
    public void Reading_and_writing_come_as_one_entry()
    {
        (Socket socket, Socket peer) = Pair();
        peer.Send([1]);
        _multiplexer.Register(socket, SocketEvents.Read | SocketEvents.Write);

        Assert.Equal(SocketEvents.Read | SocketEvents.Write, Assert.Single(Poll()).Events);
    }

    [Fact]
    public void It_is_level_triggered()
    {
        (Socket socket, Socket peer) = Pair();
        _multiplexer.Register(socket, SocketEvents.Read);
        peer.SendAll([1, 2]);
        byte[] one = new byte[1];

        Assert.Single(Poll());
        Assert.Single(Poll());
        socket.Receive(one);
        Assert.Single(Poll());
        socket.Receive(one);
        AssertNothingReady();
    }

    [Fact]
    public void Select_returns_a_list_of_its_own()
    {
        (Socket socket, Socket peer) = Pair();
        _multiplexer.Register(socket, SocketEvents.Read, "state");
        peer.Send([1]);

        IReadOnlyList<ReadySocket> first = _multiplexer.Select(Patience);
        Assert.Equal("state", Assert.Single(first).State);
        socket.Receive(new byte[1]);
        Assert.Empty(_multiplexer.Select(TimeSpan.Zero));
        Assert.Single(first);
    }

    [Fact]
    public void Twelve_pairs_echo_until_all_is_back()
    {
        const int Messages = 20;
        Dictionary<Socket, int> replies = [];
        for (int i = 0; i < 12; i++)
        {
            (Socket client, Socket server) = Pair();
            _multiplexer.Register(server, SocketEvents.Read, "server");
            _multiplexer.Register(client, SocketEvents.Read | SocketEvents.Write, "client");
            replies[client] = 0;
        }

        byte[] buffer = new byte[64];
        while (replies.Values.Any(count => count < Messages))
        {
            foreach (ReadySocket ready in WaitForSome())
            {
                if ((ready.Events & SocketEvents.Read) != 0)
                {
                    int received = ready.Socket.Receive(buffer);
                    if (ready.State is "server")
                        ready.Socket.Send(buffer.AsSpan(0, received));
                    else if ((replies[ready.Socket] += received) < Messages)
                        ready.Registration.Events = SocketEvents.Read | SocketEvents.Write;
                }

                if ((ready.Events & SocketEvents.Write) != 0)
                {
                    ready.Socket.Send([1]);
                    ready.Registration.Events = SocketEvents.Read;
                }
            }
        }

        Assert.All(replies.Values, count => Assert.Equal(Messages, count));
    }

    /// <summary>Beyond the 80 entries up to which .NET keeps poll's table on the stack, one ready at a time.</summary>
    [Fact]
    public void Each_of_90_sockets_is_found()
    {
        Socket[] sockets = [.. Enumerable.Range(0, 90).Select(_ => Udp())];
        foreach (Socket socket in sockets)
            _multiplexer.Register(socket, SocketEvents.Read);
        byte[] buffer = new byte[1];

        foreach (Socket socket in sockets)
        {
            socket.SendTo([1], socket.LocalEndPoint!);
            Assert.Same(socket, Assert.Single(WaitForSome()).Socket);
            socket.Receive(buffer);
        }

        AssertNothingReady();
    }

    /// <summary>select(2) has room for descriptors below 1024; neither backend has that limit.</summary>
    [Fact]
    public void Descriptors_above_FD_SETSIZE_work()
    {
        Socket[] sockets = [.. Enumerable.Range(0, 1100).Select(_ => Udp())];
        foreach (Socket socket in sockets)
            _multiplexer.Register(socket, SocketEvents.Read);

        sockets[^1].SendTo([1], sockets[^1].LocalEndPoint!);

        Assert.Same(sockets[^1], Assert.Single(WaitForSome()).Socket);
        Assert.Equal(1100, _multiplexer.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public void No_socket_starves_when_more_are_ready_than_fit(int room)
    {
        const int Sockets = 10;
        for (int i = 0; i < Sockets; i++)
            _multiplexer.Register(Pair().Client, SocketEvents.Write, i);
        ReadySocket[] ready = new ReadySocket[room];
        int[] reported = new int[Sockets];

        // Everybody's turn comes once before anybody's comes again.
        for (int total = 0; total < 5 * Sockets; total += room)
        {
            Assert.Equal(room, _multiplexer.Wait(ready, TimeSpan.Zero));
            foreach (ReadySocket socket in ready)
                reported[(int)socket.State!]++;
            Assert.InRange(reported.Max() - reported.Min(), 0, 1);
        }
    }

    [Fact]
    public void Turns_are_kept_while_others_come_and_go()
    {
        for (int i = 0; i < 12; i++)
            _multiplexer.Register(Pair().Client, SocketEvents.Write, i);
        ReadySocket[] ready = new ReadySocket[2];
        HashSet<object?> seen = [];

        _multiplexer.Wait(ready, TimeSpan.Zero);
        seen.UnionWith(ready.Select(r => r.State));
        // One that had its turn goes; the others must not lose theirs by it.
        ready[0].Registration.Dispose();
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(2, _multiplexer.Wait(ready, TimeSpan.Zero));
            seen.UnionWith(ready.Select(r => r.State));
        }

        Assert.Equal(12, seen.Count);
    }
}
