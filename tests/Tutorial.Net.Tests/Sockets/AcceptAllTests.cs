using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Sockets;

public sealed class AcceptAllTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task It_gives_each_connection_and_ends_when_the_listener_is_closed(bool asynchronous, bool blocking)
    {
        using Socket listener = TcpSocket.Listen(0);
        listener.Blocking = blocking;
        int port = listener.Port();
        var accepted = new System.Collections.Concurrent.BlockingCollection<Socket>();
        Task all = Task.Run(() => ForEachAsync(asynchronous, listener, accepted.Add));
        for (int i = 0; i < 20; i++)
        {
            using Socket client = TcpSocket.Connect("127.0.0.1", port);
            using Socket server = accepted.Take();
            Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
            Assert.Equal(blocking, server.Blocking);
        }

        listener.Dispose();

        await all;
        await ForEachAsync(asynchronous, listener, _ => Assert.Fail("nobody can be accepted"));
    }

    [Fact]
    public void A_non_blocking_listener_is_not_asked_before_somebody_comes()
    {
        Requires.Linux();
        using Socket listener = TcpSocket.Listen(0);
        listener.Blocking = false;
        int inVain = 0;
        string? task = null;
        Socket? server = null;
        var accepting = new Thread(() =>
        {
            int self = Environment.CurrentManagedThreadId;
            // .NET throws where there is nobody.
            EventHandler<System.Runtime.ExceptionServices.FirstChanceExceptionEventArgs> count = (_, _) =>
            {
                if (Environment.CurrentManagedThreadId == self)
                    Interlocked.Increment(ref inVain);
            };
            AppDomain.CurrentDomain.FirstChanceException += count;
            Volatile.Write(ref task, new FileInfo("/proc/thread-self").LinkTarget);
            server = listener.AcceptAll().First();
            AppDomain.CurrentDomain.FirstChanceException -= count;
        });
        accepting.Start();
        // Asleep for another reason it would make the test pass too easily, never wrongly fail.
        bool Waits() => Volatile.Read(ref task) is { } name && File.ReadAllText($"/proc/{name}/stat").Contains(") S ", StringComparison.Ordinal);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref inVain) > 0 || Waits(), TimeSpan.FromSeconds(60)));

        using Socket client = TcpSocket.Connect("127.0.0.1", listener.Port());
        accepting.Join();
        server!.Dispose();

        Assert.Equal(0, inVain);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_passes_is_survived_and_what_is_the_listeners_is_thrown(bool asynchronous)
    {
        (Socket one, Socket two) = Loopback.Pair();
        using (one)
        using (two)
        {
            var script = new Queue<object>(
            [
                SocketError.ConnectionAborted, one, SocketError.TooManyOpenSockets, SocketError.NoBufferSpaceAvailable,
                SocketError.Interrupted, SocketError.ConnectionReset, SocketError.AccessDenied, SocketError.NetworkDown,
                SocketError.WouldBlock, two, SocketError.InvalidArgument,
            ]);
            Socket Accept() => script.Dequeue() switch
            {
                SocketError failure => throw new SocketException((int)failure),
                object socket => (Socket)socket,
            };

            var accepted = new List<Socket>();
            var error = await Assert.ThrowsAsync<SocketException>(async () =>
            {
                if (asynchronous)
                {
                    await foreach (Socket socket in AcceptLoop.RunAsync(_ => ValueTask.FromResult(Accept()), CancellationToken.None))
                        accepted.Add(socket);
                }
                else
                {
                    foreach (Socket socket in AcceptLoop.Run(Accept))
                        accepted.Add(socket);
                }
            });

            Assert.Equal(SocketError.InvalidArgument, error.SocketErrorCode);
            Assert.Empty(script);
            Assert.Equal([one, two], accepted);
        }
    }

    [Fact]
    public void Without_descriptors_it_waits_and_longer_each_time()
    {
        var lacking = new SocketError[] { SocketError.TooManyOpenSockets, SocketError.NoBufferSpaceAvailable };
        Assert.All(lacking, e => Assert.Equal(AcceptLoop.Reaction.BackOff, AcceptLoop.ReactionTo(e)));
        Assert.Equal(AcceptLoop.Reaction.Fail, AcceptLoop.ReactionTo(SocketError.OperationNotSupported));
        Assert.Equal(TimeSpan.FromMilliseconds(20), AcceptLoop.NextPause(TimeSpan.FromMilliseconds(10)));
        Assert.Equal(TimeSpan.FromMilliseconds(160), AcceptLoop.NextPause(TimeSpan.FromMilliseconds(80)));
        Assert.Equal(TimeSpan.FromMilliseconds(200), AcceptLoop.NextPause(TimeSpan.FromMilliseconds(160)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_pauses_twice_as_long_each_time_and_briefly_again_after_a_connection(bool asynchronous)
    {
        (Socket client, Socket peer) = Loopback.Pair();
        using (client)
        using (peer)
        {
            // A pause may be longer on a busy machine, and shorter by no more than what a timer's clock ticks in; the brief one is brief
            // once in ten tries.
            bool wasBrief = false;
            for (int tries = 10; tries > 0 && !wasBrief; tries--)
            {
                var calls = new List<long>();
                Socket Accept()
                {
                    calls.Add(System.Diagnostics.Stopwatch.GetTimestamp());
                    return calls.Count switch
                    {
                        6 => client,
                        8 => throw new ObjectDisposedException(nameof(Socket)),
                        _ => throw new SocketException((int)SocketError.TooManyOpenSockets),
                    };
                }

                if (asynchronous)
                    Assert.Equal(1, await AcceptLoop.RunAsync(_ => ValueTask.FromResult(Accept()), CancellationToken.None).CountAsync());
                else
                    Assert.Single(AcceptLoop.Run(Accept));

                double[] pauses = [.. calls.Zip(calls.Skip(1), (from, to) => System.Diagnostics.Stopwatch.GetElapsedTime(from, to).TotalMilliseconds)];
                Assert.All(pauses.Zip((int[])[5, 10, 20, 40, 80]), pause => Assert.InRange(pause.First, pause.Second - 5, double.MaxValue));
                wasBrief = pauses[6] < 80;
            }

            Assert.True(wasBrief);
        }
    }

    [Fact]
    public void A_socket_that_does_not_listen_is_refused()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(Loopback.AnyPort);

        Exception error = Assert.ThrowsAny<Exception>(() => socket.AcceptAll().First());

        Assert.True(error is SocketException or InvalidOperationException, error.ToString());
    }

    [Fact]
    public async Task A_cancelled_loop_leaves_the_listener_and_its_queue()
    {
        using Socket listener = TcpSocket.Listen(0);
        using var cancellation = new CancellationTokenSource();
        IAsyncEnumerator<Socket> all = listener.AcceptAllAsync(cancellation.Token).GetAsyncEnumerator();
        ValueTask<bool> next = all.MoveNextAsync();
        Assert.False(next.IsCompleted);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.AsTask());
        using Socket client = TcpSocket.Connect("127.0.0.1", listener.Port());
        using Socket server = listener.AcceptAll().First();
        Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
    }

    private static async Task ForEachAsync(bool asynchronous, Socket listener, Action<Socket> action)
    {
        if (asynchronous)
        {
            await foreach (Socket client in listener.AcceptAllAsync())
                action(client);
        }
        else
        {
            foreach (Socket client in listener.AcceptAll())
                action(client);
        }
    }
}
