namespace Tutorial.Net.Tests.Serving;

/// <summary>What a session says of itself, and what a handler may leave out.</summary>
public sealed class SessionSettingsTests
{
    [Fact]
    public void Limits_of_a_session_are_the_servers_until_they_are_set_and_then_its_own()
    {
        LineServerOptions options = new() { LineTimeout = TimeSpan.FromSeconds(7), MaxPendingBytes = 1000, HardPendingBytes = 2000, MaxLinesPerSecond = 9 };
        using TestServer server = new(new ScriptHandler(), options);
        server.Connect().Ask("1");
        server.Connect().Ask("2");
        server.OnLoop(() =>
        {
            LineSession one = server.Server.Sessions.Single(it => it.Id == 1), two = server.Server.Sessions.Single(it => it.Id == 2);
            (TimeSpan, TimeSpan, TimeSpan, int, int, double) before =
                (TimeSpan.FromSeconds(7), options.IdleTimeout, options.SlowConsumerTimeout, 1000, 2000, 9);
            Assert.Equal(before, Limits(one));
            one.LineTimeout = TimeSpan.FromSeconds(1);
            one.IdleTimeout = TimeSpan.FromSeconds(2);
            one.SlowConsumerTimeout = TimeSpan.FromSeconds(3);
            (one.MaxPendingBytes, one.HardPendingBytes, one.MaxLinesPerSecond) = (4, 5, 6.5);
            Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3), 4, 5, 6.5), Limits(one));
            Assert.Equal(before, Limits(two));
            one.IdleTimeout = Timeout.InfiniteTimeSpan;
            Assert.Equal(Timeout.InfiniteTimeSpan, one.IdleTimeout);
            Assert.Throws<ArgumentNullException>(() => one.Lines = null!);
            Assert.Throws<ArgumentNullException>(() => one.Terminator = null!);
            Assert.Throws<ArgumentOutOfRangeException>(() => one.MaxPendingBytes = 0);
            Assert.Throws<ArgumentOutOfRangeException>(() => one.HardPendingBytes = -1);
            Assert.Equal((4, 5), (one.MaxPendingBytes, one.HardPendingBytes));
            Assert.Equal($"1 {one.RemoteEndPoint}", one.ToString());
        });

        static (TimeSpan, TimeSpan, TimeSpan, int, int, double) Limits(LineSession session) =>
            (session.LineTimeout, session.IdleTimeout, session.SlowConsumerTimeout, session.MaxPendingBytes, session.HardPendingBytes, session.MaxLinesPerSecond);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(170)]
    [InlineData(171)]
    [InlineData(172)]
    [InlineData(50_000)]
    public void A_line_of_text_of_any_length_goes_out_in_the_encoding_of_the_session(int length)
    {
        string text = new('\u20AC', length);
        using TestServer server = new(new ScriptHandler { Line = (LineSession session, in Line _) => session.WriteLine(text) });
        Assert.Equal(text, server.Connect().Ask("text"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_handler_may_do_nothing_but_handle_lines(bool isAsynchronous)
    {
        using TestServer server = new(isAsynchronous ? new AsyncLinesOnly() : new LinesOnly());
        TestClient client = server.Connect();
        client.Send("body\n12345next\n");
        Assert.Equal("body", client.ReadLine());
        Assert.Equal("next", client.ReadLine());
        client.ShutDown();
        Assert.Null(client.ReadLine());
    }

    [Fact]
    public void The_loops_context_sends_at_once_on_its_thread_and_waits_from_another()
    {
        SynchronizationContext? context = null;
        using TestServer server = new(new ScriptHandler());
        server.OnLoop(() =>
        {
            context = SynchronizationContext.Current;
            bool wasSent = false;
            context!.Send(_ => wasSent = true, null);
            Assert.True(wasSent);
            Assert.Same(context, context.CreateCopy());
        });
        int loop = 0, here = 0;
        server.OnLoop(() => loop = Environment.CurrentManagedThreadId);
        context!.Send(state => here = (int)state! + Environment.CurrentManagedThreadId, 1000);
        Assert.Equal(loop + 1000, here);
        var thrown = Assert.Throws<System.Reflection.TargetInvocationException>(
            () => context.Send(_ => throw new InvalidTimeZoneException("sent"), null));
        Assert.IsType<InvalidTimeZoneException>(thrown.InnerException);
        Assert.Equal("on", server.Connect().Ask("on"));
    }

    [Fact]
    public void What_is_posted_to_the_context_of_a_server_that_ended_runs_elsewhere()
    {
        SynchronizationContext? context = null;
        TestServer server = new(new ScriptHandler());
        server.OnLoop(() => context = SynchronizationContext.Current);
        server.Dispose();
        using ManualResetEventSlim ran = new();
        context!.Post(_ => ran.Set(), null);
        Assert.True(ran.Wait(TestServer.Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_callback_of_a_sessions_token_that_throws_is_logged_and_harms_nobody()
    {
        using ListLogger log = new();
        using (TestServer server = new(new Registering(), loggerFactory: log))
        {
            TestClient client = server.Connect();
            Assert.Equal("one", client.Ask("one"));
            client.ShutDown();
            Assert.Null(client.ReadLine());
            Assert.Equal("two", server.Connect().Ask("two"));
        }

        Assert.Contains(log.Entries, entry => entry.Id == 504 && entry.Message.EndsWith("session 1 is closed", StringComparison.Ordinal));
    }

    private sealed class LinesOnly : ILineHandler
    {
        public void OnLine(LineSession session, in Line line)
        {
            if (line.StartsWith("body"u8))
                session.ReadBytes(5);
            session.WriteLine(line.Span);
        }
    }

    private sealed class AsyncLinesOnly : AsyncLineHandler
    {
        protected override async ValueTask OnLineAsync(LineSession session, ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
        {
            if (line.Span.SequenceEqual("body"u8))
                session.ReadBytes(5);
            await Task.Yield();
            session.WriteLine(line.Span);
        }
    }

    private sealed class Registering : AsyncLineHandler
    {
        protected override ValueTask OnLineAsync(LineSession session, ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
        {
            if (line.Span.SequenceEqual("one"u8))
                cancellationToken.Register(() => throw new InvalidOperationException("thrown by a callback"));
            session.WriteLine(line.Span);
            return default;
        }
    }
}
