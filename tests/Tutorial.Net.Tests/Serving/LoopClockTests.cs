namespace Tutorial.Net.Tests.Serving;

/// <summary>The server's clock where it is not the system's.</summary>
public sealed class LoopClockTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void A_clock_that_is_turned_while_its_timer_is_set_has_it_set_for_what_is_left()
    {
        TurningClock provider = new();
        using LoopClock clock = new(provider, static () => { });

        Assert.Equal(Timeout.InfiniteTimeSpan, clock.TimeUntil(100, clock.Now));

        Assert.Equal([TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(60)], provider.Set);
    }

    [Fact]
    public async Task A_clock_that_throws_ends_the_server_and_the_task_says_why()
    {
        BrokenClock clock = new();
        using LineServer server = new(new ScriptHandler(), new LineServerOptions { TimeProvider = clock });
        Task running = server.RunAsync(Cancel);
        clock.Failure = new InvalidOperationException("no time");
        server.Post(static () => { });

        Assert.Same(clock.Failure, await Assert.ThrowsAsync<InvalidOperationException>(() => running.WaitAsync(TestServer.Patience, Cancel)));
    }

    /// <summary>Goes on by 40 ms while a timer is set for the first time.</summary>
    private sealed class TurningClock : TimeProvider
    {
        private long _now;

        public List<TimeSpan> Set { get; } = [];

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Timer(this);

        private sealed class Timer(TurningClock clock) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                clock.Set.Add(dueTime);
                Assert.InRange(clock.Set.Count, 1, 2);
                if (clock.Set.Count == 1)
                    clock._now += TimeSpan.FromMilliseconds(40).Ticks;
                return true;
            }

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => default;
        }
    }

    private sealed class BrokenClock : TimeProvider
    {
        private volatile Exception? _failure;

        public Exception? Failure
        {
            get => _failure;
            set => _failure = value;
        }

        public override long GetTimestamp() => _failure is { } failure ? throw failure : base.GetTimestamp();
    }
}
