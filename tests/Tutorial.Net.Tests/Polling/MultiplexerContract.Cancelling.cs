using System.Diagnostics;
using System.Net.Sockets;

namespace Tutorial.Net.Tests.Polling;

// Wait without a time, and with a cancellation token.
public abstract partial class MultiplexerContract
{
    [Fact]
    public void Wait_without_a_time_waits_until_something_is_ready()
    {
        (Socket socket, Socket peer) = Pair();
        _multiplexer.Register(socket, SocketEvents.Read);
        int count = -1;
        RunWhile(
            started =>
            {
                started();
                count = _multiplexer.Wait(_ready);
            },
            () => peer.Send([1]));

        Assert.Equal(1, count);
        Assert.Same(socket, _ready[0].Socket);
    }

    [Fact]
    public void Cancelling_ends_a_wait()
    {
        using CancellationTokenSource source = new();
        RunWhile(
            started =>
            {
                started();
                OperationCanceledException cancelled =
                    Assert.Throws<OperationCanceledException>(() => _multiplexer.Wait(_ready, source.Token));
                Assert.Equal(source.Token, cancelled.CancellationToken);
            },
            source.Cancel);
    }

    [Fact]
    public void A_cancelled_token_refuses_the_wait_and_loses_nothing()
    {
        (Socket socket, Socket peer) = Pair();
        _multiplexer.Register(socket, SocketEvents.Read);
        peer.Send([1]);
        CancellationToken cancelled = new(canceled: true);

        Assert.Throws<OperationCanceledException>(() => _multiplexer.Wait(_ready, cancelled));
        Assert.Throws<OperationCanceledException>(() => _multiplexer.Wait(_ready, TimeSpan.Zero, cancelled));

        Assert.Equal(SocketEvents.Read, WaitFor(socket));
    }

    [Fact]
    public void A_wait_with_a_token_that_is_not_cancelled_is_a_wait_like_any()
    {
        using CancellationTokenSource source = new();
        (Socket socket, _) = Pair();
        SocketRegistration registration = _multiplexer.Register(socket, SocketEvents.Write);
        Assert.Equal(1, _multiplexer.Wait(_ready, source.Token));
        Assert.Equal(1, _multiplexer.Wait(_ready, TimeSpan.Zero, source.Token));

        registration.Events = SocketEvents.Read;
        _multiplexer.Wake();
        Assert.Equal(0, _multiplexer.Wait(_ready, source.Token));
        TimeSpan timeout = TimeSpan.FromMilliseconds(20);
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(0, _multiplexer.Wait(_ready, timeout, source.Token));
        Assert.True(Stopwatch.GetElapsedTime(start) >= timeout);
    }

    [Fact]
    public void Cancelling_between_two_waits_wakes_no_wait_without_the_token()
    {
        using CancellationTokenSource source = new();
        Assert.Equal(0, _multiplexer.Wait(_ready, TimeSpan.Zero, source.Token));
        source.Cancel();

        TimeSpan timeout = TimeSpan.FromMilliseconds(20);
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(0, _multiplexer.Wait(_ready, timeout));
        Assert.True(Stopwatch.GetElapsedTime(start) >= timeout, "the registration outlived its wait");
    }

    [Fact]
    public void The_new_forms_refuse_what_the_old_one_does()
    {
        using CancellationTokenSource source = new();
        Assert.Throws<ArgumentException>("ready", () => _multiplexer.Wait([]));
        Assert.Throws<ArgumentException>("ready", () => _multiplexer.Wait([], source.Token));
        Assert.Throws<ArgumentException>("ready", () => _multiplexer.Wait([], TimeSpan.Zero, source.Token));
        _multiplexer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _multiplexer.Wait(_ready));
        Assert.Throws<ObjectDisposedException>(() => _multiplexer.Wait(_ready, source.Token));
    }
}
