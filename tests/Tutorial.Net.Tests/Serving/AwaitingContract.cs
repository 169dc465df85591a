using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Tutorial.Net.Tests.Serving;

/// <summary>Handlers that await.</summary>
public abstract class AwaitingContract(ServerKind kind) : ServerContract(kind)
{
    [Fact]
    public void Lines_of_one_client_wait_for_each_other_and_those_of_others_do_not()
    {
        TaskCompletionSource release = new();
        AsyncHandler handler = new(async (session, line, _) =>
        {
            if (line.StartsWith("slow", StringComparison.Ordinal))
                await release.Task;
            else
                await Task.Yield();
            session.WriteLine(line);
        });
        using TestServer server = Start(handler);
        TestClient slow = server.Connect();
        slow.Send("slow\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i}\n")));
        TestClient quick = server.Connect();
        for (int i = 0; i < 50; i++)
            Assert.Equal($"q{i}", quick.Ask($"q{i}"));
        Assert.Equal(0, slow.Socket.Available);

        release.SetResult();
        Assert.Equal("slow", slow.ReadLine());
        for (int i = 0; i < 200; i++)
            Assert.Equal($"{i}", slow.ReadLine());
        Assert.Equal(1, handler.MostAtOnceOf(1));
    }

    [Fact]
    public void What_follows_an_await_runs_on_the_servers_thread()
    {
        HashSet<int> threads = [];
        AsyncHandler handler = new(async (session, line, token) =>
        {
            threads.Add(Environment.CurrentManagedThreadId);
            await Task.Yield();
            threads.Add(Environment.CurrentManagedThreadId);
            await Task.Run(() => { }, token);
            threads.Add(Environment.CurrentManagedThreadId);
            session.WriteLine(line);
        });
        using TestServer server = Start(handler);
        TestClient client = server.Connect();
        for (int i = 0; i < 10; i++)
            Assert.Equal($"{i}", client.Ask($"{i}"));
        server.OnLoop(() => Assert.Single(threads, Environment.CurrentManagedThreadId));
    }

    [Fact]
    public void A_client_that_has_finished_sending_gets_the_replies_that_are_awaited()
    {
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        AsyncHandler handler = new(async (session, line, _) =>
        {
            await release.Task;
            await Task.Yield();
            session.WriteLine(line);
        });
        using TestServer server = Start(handler);
        TestClient client = server.Connect();
        client.Send(string.Concat(Enumerable.Range(0, 20).Select(i => $"{i}\n")) + "tail");
        client.ShutDown();
        // The end has come, and is seen, before the first line is answered.
        server.OnLoop(() => { });
        release.SetResult();
        string expected = string.Concat(Enumerable.Range(0, 20).Select(i => $"{i}\n")) + "tail\n";
        Assert.Equal(expected, Encoding.ASCII.GetString(client.ReadToEnd()));
    }

    [Fact]
    public void A_task_that_fails_ends_its_session()
    {
        AsyncHandler handler = new(async (session, line, _) =>
        {
            session.WriteLine(line);
            await Task.Yield();
            if (line == "throw")
                throw new InvalidOperationException("awaited");
        });
        using TestServer server = Start(handler);
        TestClient client = server.Connect();
        client.Send("one\nthrow\ntwo\n");
        Assert.Equal("one\nthrow\n", Encoding.ASCII.GetString(client.ReadToEnd()));
        client.Dispose();
        TestServer.Until(() => !handler.Ends.IsEmpty);
        Assert.Equal("awaited", Assert.Single(handler.Ends)!.Message);
        Assert.Equal("alive", server.Connect().Ask("alive"));
    }

    [Fact]
    public void A_client_that_resets_cancels_what_is_awaited_for_it_and_its_line_stays_its_own()
    {
        Assert.SkipWhen(IsUnix, "a Unix-domain socket has no resets to send");
        string? seen = null;
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        AsyncHandler handler = new(async (session, line, token) =>
        {
            if (!line.StartsWith("wait", StringComparison.Ordinal))
            {
                session.WriteLine(line);
                return;
            }

            started.SetResult();
            await Task.Delay(Timeout.Infinite, token).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
            cancelled.Task.Ends();
        })
        {
            // The bytes, not the text that was made of them before.
            OnRaw = async (line, token) =>
            {
                if (!line.Span.StartsWith("wait"u8))
                    return;
                await Task.Delay(Timeout.Infinite, token).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
                await cancelled.Task.ConfigureAwait(false);
                seen = Encoding.ASCII.GetString(line.Span);
            },
        };
        using TestServer server = Start(handler);
        TestClient client = server.Connect();
        client.Send("wait for me please\n");
        Assert.True(started.Task.Ends());
        client.Reset();
        TestServer.Until(() => !handler.Ends.IsEmpty);
        Assert.IsType<IOException>(Assert.Single(handler.Ends));
        // Others rent buffers meanwhile; the one in which the line lies must not be among them.
        TestClient other = server.Connect();
        for (int i = 0; i < 100; i++)
            Assert.Equal(new string('z', 40), other.Ask(new string('z', 40)));
        cancelled.SetResult();
        TestServer.Until(() => Volatile.Read(ref seen) is not null);
        Assert.Equal("wait for me please", seen);
    }

    [Fact]
    public void A_client_that_sends_on_while_a_line_is_awaited_queues_nothing()
    {
        TaskCompletionSource release = new();
        AsyncHandler handler = new(async (_, _, _) => await release.Task);
        using TestServer server = Start(handler);
        TestClient client = server.Connect();
        client.Socket.Blocking = false;
        byte[] lines = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("a line that is sent again and again\n", 1_000)));
        // Until TCP's own buffers are full at both ends: then the server has taken no more than one receive.
        long sent = 0;
        int refused = 0;
        while (refused < 3)
        {
            int count = client.Socket.Send(lines, SocketFlags.None, out SocketError error);
            if (error == SocketError.WouldBlock)
            {
                refused++;
                client.Socket.Poll(50_000, SelectMode.SelectWrite);
                continue;
            }

            refused = 0;
            sent += count;
            Assert.True(sent < 64 << 20, "the server takes in everything");
        }

        Assert.Equal(1, handler.MostAtOnceOf(1));
        release.SetResult();
    }

    [Fact]
    public void Stopping_waits_for_what_is_awaited_and_sends_it()
    {
        TaskCompletionSource release = new();
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        AsyncHandler handler = new(async (session, line, _) =>
        {
            started.TrySetResult();
            await release.Task;
            session.WriteLine("answer to " + line);
        });
        using TestServer server = Start(handler);
        TestClient client = server.Connect();
        client.Send("first\nsecond\n");
        Assert.True(started.Task.Ends());
        server.Stop();
        server.OnLoop(() => { });
        release.SetResult();
        Assert.Equal("answer to first\n", Encoding.ASCII.GetString(client.ReadToEnd()));
        client.Dispose();
        Assert.True(server.Running.Ends());
        Assert.Null(Assert.Single(handler.Ends));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_task_that_never_ends_holds_up_neither_the_clients_end_nor_the_servers(bool stop)
    {
        Assert.SkipWhen(IsUnix && !stop, "a Unix-domain socket has no resets to send");
        FakeTimeProvider clock = new();
        TaskCompletionSource release = new();
        TaskCompletionSource<CancellationToken> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        AsyncHandler handler = new(async (session, line, token) =>
        {
            started.SetResult(token);
            await release.Task;
            session.WriteLine("too late");
        });
        using TestServer server = new(handler, new LineServerOptions { Backend = Backend, TimeProvider = clock }, IsUnix);
        TestClient client = server.Connect();
        client.Send("x\n");
        CancellationToken token = started.Get();
        Assert.False(token.IsCancellationRequested);
        if (stop)
        {
            server.Stop();
            TestServer.Until(() => IsDraining(server));
            clock.Advance(TimeSpan.FromSeconds(5));
            Assert.True(server.Running.Ends());
            Assert.Null(Assert.Single(handler.Ends));
        }
        else
        {
            client.Reset();
            TestServer.Until(() => !handler.Ends.IsEmpty);
            Assert.IsType<IOException>(Assert.Single(handler.Ends));
        }

        TestServer.Until(() => token.IsCancellationRequested);
        release.SetResult();
        if (!stop)
            server.OnLoop(() => { });
        Assert.Single(handler.Ends);
    }

    /// <summary>Whether it accepts nobody any more: its time to drain is running.</summary>
    private static bool IsDraining(TestServer server)
    {
        bool isDraining = false;
        server.OnLoop(() => isDraining = !server.Server.Loop.HasRoom);
        return isDraining;
    }

    /// <summary>Notes how many lines of a session are under way at once, and the ends.</summary>
    private sealed class AsyncHandler(Func<LineSession, string, CancellationToken, Task> work) : AsyncLineHandler
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<long, int> _most = [];

        public System.Collections.Concurrent.ConcurrentQueue<Exception?> Ends { get; } = [];

        public Func<ReadOnlyMemory<byte>, CancellationToken, Task>? OnRaw { get; init; }

        public int MostAtOnceOf(long session) => _most[session];

        public override void OnDisconnected(LineSession session, Exception? error) => Ends.Enqueue(error);

        protected override async ValueTask OnLineAsync(LineSession session, ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
        {
            int now = session.State is int running ? running + 1 : 1;
            session.State = now;
            _most.AddOrUpdate(session.Id, now, (_, most) => Math.Max(most, now));
            Task raw = OnRaw?.Invoke(line, cancellationToken) ?? Task.CompletedTask;
            await work(session, Encoding.UTF8.GetString(line.Span), cancellationToken);
            await raw;
            session.State = (int)session.State! - 1;
        }
    }
}

public sealed class EpollTcpAwaitingTests() : AwaitingContract(ServerKind.EpollTcp);

public sealed class EpollUnixAwaitingTests() : AwaitingContract(ServerKind.EpollUnix);

public sealed class EpollSpinningAwaitingTests() : AwaitingContract(ServerKind.EpollSpinning);

public sealed class SelectTcpAwaitingTests() : AwaitingContract(ServerKind.SelectTcp);
