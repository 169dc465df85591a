using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Polling;

// Waking, other threads, signals. NetMQPoller's tests, CPython's test_poll.
public abstract partial class MultiplexerContract
{
    [Fact]
    public void Wake_ends_a_wait()
    {
        int count = -1;
        RunWhile(
            started =>
            {
                started();
                count = _multiplexer.Wait(_ready, Timeout.InfiniteTimeSpan);
            },
            _multiplexer.Wake);

        Assert.Equal(0, count);
    }

    [Fact]
    public void Wake_is_kept_for_the_next_wait_and_for_no_other()
    {
        (Socket socket, _) = Pair();
        _multiplexer.Register(socket, SocketEvents.Read);
        _multiplexer.Wake();
        _multiplexer.Wake();

        Assert.Equal(0, _multiplexer.Wait(_ready, Timeout.InfiniteTimeSpan));

        TimeSpan timeout = TimeSpan.FromMilliseconds(30);
        Stopwatch watch = Stopwatch.StartNew();
        Assert.Equal(0, _multiplexer.Wait(_ready, timeout));
        Assert.True(watch.Elapsed >= timeout, $"woken again after {watch.Elapsed}");
    }

    [Fact]
    public void A_woken_wait_reports_what_is_ready()
    {
        (Socket socket, _) = Pair();
        _multiplexer.Register(socket, SocketEvents.Write);
        for (int i = 0; i < 3; i++)
        {
            _multiplexer.Wake();
            Assert.Equal(SocketEvents.Write, WaitFor(socket));
        }
    }

    [Fact]
    public void A_wake_takes_no_place_from_ready_sockets()
    {
        for (int i = 0; i < 4; i++)
            _multiplexer.Register(Pair().Client, SocketEvents.Write, i);
        ReadySocket[] ready = new ReadySocket[1];
        int[] reported = new int[4];
        for (int i = 0; i < 80; i++)
        {
            _multiplexer.Wake();
            Assert.Equal(1, _multiplexer.Wait(ready, Patience));
            reported[(int)ready[0].State!]++;
        }

        Assert.All(reported, count => Assert.Equal(20, count));
    }

    [Fact]
    public void A_woken_Select_reports_all_that_are_ready()
    {
        // 16: as many as there are places for in the first buffer.
        for (int i = 0; i < 16; i++)
            _multiplexer.Register(Pair().Client, SocketEvents.Write);
        for (int i = 0; i < 3; i++)
        {
            _multiplexer.Wake();
            Assert.Equal(16, _multiplexer.Select(Patience).Count);
        }
    }

    /// <summary>Whoever has queued something and then called Wake can rely on it that the loop looks into the queue.</summary>
    [Fact]
    public void No_wake_is_lost()
    {
        const int Threads = 4, Each = 25_000;
        ConcurrentQueue<int> queue = new();
        int taken = 0;
        RunWhile(
            started =>
            {
                started();
                while (taken < Threads * Each)
                {
                    _multiplexer.Wait(_ready, Timeout.InfiniteTimeSpan);
                    while (queue.TryDequeue(out _))
                        taken++;
                }
            },
            () => Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, _ =>
            {
                for (int i = 0; i < Each; i++)
                {
                    queue.Enqueue(i);
                    _multiplexer.Wake();
                }
            }));

        Assert.Equal(Threads * Each, taken);
    }

    [Fact]
    public void What_is_queued_from_another_thread_is_registered_after_a_wake()
    {
        (Socket socket, Socket peer) = Pair();
        peer.Send([1]);
        Socket? found = null;
        ConcurrentQueue<Socket> queue = new();
        RunWhile(
            started =>
            {
                started();
                while (found is null)
                {
                    int count = _multiplexer.Wait(_ready, Timeout.InfiniteTimeSpan);
                    found = count > 0 ? _ready[0].Socket : null;
                    while (queue.TryDequeue(out Socket? queued))
                        _multiplexer.Register(queued, SocketEvents.Read);
                }
            },
            () =>
            {
                queue.Enqueue(socket);
                _multiplexer.Wake();
            });

        Assert.Same(socket, found);
    }

    [Fact]
    public void While_one_thread_waits_others_are_refused()
    {
        (Socket socket, Socket other) = Pair();
        SocketRegistration registration = _multiplexer.Register(socket, SocketEvents.Read);
        int count = -1;
        RunWhile(
            started =>
            {
                started();
                count = _multiplexer.Wait(_ready, Timeout.InfiniteTimeSpan);
            },
            () =>
            {
                WaitUntilRefused();
                Assert.Throws<InvalidOperationException>(() => _multiplexer.Select(TimeSpan.Zero));
                Assert.Throws<InvalidOperationException>(() => _multiplexer.Register(other, SocketEvents.Read));
                Assert.Throws<InvalidOperationException>(() => _multiplexer.Unregister(socket));
                Assert.Throws<InvalidOperationException>(() => _multiplexer.TryGetRegistration(socket, out _));
                Assert.Throws<InvalidOperationException>(() => registration.Events = SocketEvents.None);
                Assert.Throws<InvalidOperationException>(registration.Dispose);
                Assert.Equal(1, _multiplexer.Count);
                other.Send([1]);
            });

        Assert.Equal(1, count);
        Assert.Single(Poll());
    }

    [Fact]
    public void Disposing_ends_the_wait_of_another_thread()
    {
        _multiplexer.Register(Pair().Client, SocketEvents.Read);
        RunWhile(
            started =>
            {
                started();
                Assert.Throws<ObjectDisposedException>(() => _multiplexer.Wait(_ready, Timeout.InfiniteTimeSpan));
            },
            () =>
            {
                WaitUntilRefused();
                _multiplexer.Dispose();
                _multiplexer.Wake();
            });
    }

    /// <summary>The waiting thread may still be in the backend then, with registrations that are its alone.</summary>
    [Fact]
    public void Ending_registrations_after_disposal_leaves_the_wait_of_another_thread_alone()
    {
        SocketRegistration[] registrations = [.. Enumerable.Range(0, 100).Select(_ => _multiplexer.Register(Udp(), SocketEvents.Read))];
        RunWhile(
            started =>
            {
                started();
                Assert.Throws<ObjectDisposedException>(() => _multiplexer.Wait(_ready, Timeout.InfiniteTimeSpan));
            },
            () =>
            {
                WaitUntilRefused();
                _multiplexer.Dispose();
                foreach (SocketRegistration registration in registrations)
                    registration.Dispose();
            });

        Assert.All(registrations, registration => Assert.False(registration.IsRegistered));
    }

    /// <summary>CPython's PEP 475: an interruption is retried with what remains of the time.</summary>
    [Fact]
    [SupportedOSPlatform("linux")]
    public void A_signal_neither_ends_nor_lengthens_the_wait()
    {
        Requires.Linux();
        int handled = 0;
        using PosixSignalRegistration handler = PosixSignalRegistration.Create(PosixSignal.SIGCONT, context =>
        {
            context.Cancel = true;
            Interlocked.Increment(ref handled);
        });
        (Socket socket, _) = Pair();
        _multiplexer.Register(socket, SocketEvents.Read);
        TimeSpan timeout = TimeSpan.FromSeconds(1), elapsed = default;
        int thread = 0, count = -1;
        using ManualResetEventSlim signalled = new();
        RunWhile(
            started =>
            {
                thread = Native.CurrentThread();
                started();
                Stopwatch watch = Stopwatch.StartNew();
                count = _multiplexer.Wait(_ready, timeout);
                elapsed = watch.Elapsed;
                signalled.Wait(Patience); // Where the machine is too busy to signal in time, there must be a thread to signal still.
            },
            () =>
            {
                WaitUntilRefused();
                for (int i = 0; i < 3; i++)
                    Native.Signal(thread, Native.SigCont);
                signalled.Set();
            });

        Assert.Equal(0, count);
        Assert.True(elapsed >= timeout, $"ended after {elapsed}");
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref handled) > 0, Patience));
    }

    /// <summary>Members are refused as soon as another thread's wait is under way, so this waits for just that.</summary>
    private void WaitUntilRefused()
    {
        Socket any = Udp();
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                try
                {
                    return _multiplexer.TryGetRegistration(any, out _);
                }
                catch (InvalidOperationException)
                {
                    return true;
                }
            },
            Patience));
    }
}
