using System.Net;
using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Serving;

/// <summary>Where a server listens, and who is counted there.</summary>
public sealed class ListenTests
{
    [Fact]
    public void An_abstract_name_is_no_file_with_an_at_sign()
    {
        Requires.Linux();
        string name = "abstract-" + Path.GetRandomFileName();
        using LineServer server = new(new ScriptHandler());
        UnixDomainSocketEndPoint endPoint = new("\0" + name);

        server.Listen(endPoint);

        Assert.False(File.Exists("@" + name));
        using Socket client = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(endPoint);
    }

    [Fact]
    public void A_shared_port_that_is_taken_is_refused_with_the_same_advice()
    {
        Requires.Linux();
        using Socket other = TcpSocket.Listen(Loopback.AnyPort);
        using LineServer server = new(new ScriptHandler(), new LineServerOptions { ReusePort = true });

        SocketException error = Assert.Throws<SocketException>(() => server.Listen(other.LocalEndPoint!));

        Assert.StartsWith($"Cannot listen on {other.LocalEndPoint}: another socket has port", error.Message, StringComparison.Ordinal);
        Assert.Equal(SocketError.AddressAlreadyInUse, error.SocketErrorCode);
    }

    [Theory]
    [InlineData("127.0.0.2")]
    [InlineData("::ffff:127.0.0.2")]
    [InlineData("::1")]
    public void Loopback_is_not_counted_however_it_is_written(string address)
    {
        IPEndPoint endPoint = new(IPAddress.Parse(address), 1);

        Assert.Null(AddressKey.Of(endPoint, countsLoopback: false));
        Assert.NotNull(AddressKey.Of(endPoint, countsLoopback: true));
    }

    [Fact]
    public void A_clock_of_ones_own_waits_longer_than_a_timer_can()
    {
        FakeTime time = new();
        using LoopClock clock = new(time, static () => { });
        long due = (long)TimeSpan.FromDays(60).TotalMilliseconds;

        Assert.Equal(Timeout.InfiniteTimeSpan, clock.TimeUntil(due, clock.Now));
        Assert.Equal(Deadline.LongestTimer, time.Due);
        time.Advance(Deadline.LongestTimer);
        Assert.Equal(Timeout.InfiniteTimeSpan, clock.TimeUntil(due, clock.Now));
        Assert.Equal(TimeSpan.FromMilliseconds(due) - Deadline.LongestTimer, time.Due);
        time.Advance(time.Due);
        Assert.Equal(TimeSpan.Zero, clock.TimeUntil(due, clock.Now));
    }

    [Fact]
    public void A_timer_that_comes_before_its_time_by_the_clock_is_set_again()
    {
        int wakes = 0;
        FakeTime time = new();
        using LoopClock clock = new(time, () => wakes++);

        Assert.Equal(Timeout.InfiniteTimeSpan, clock.TimeUntil(100, clock.Now));
        time.Advance(TimeSpan.FromMilliseconds(98.5));
        time.Fire();
        Assert.Equal(1, wakes);
        Assert.Equal(Timeout.InfiniteTimeSpan, clock.TimeUntil(100, clock.Now));
        Assert.Equal(TimeSpan.FromMilliseconds(2), time.Due);
    }

    private sealed class FakeTime : TimeProvider
    {
        private TimeSpan _now;
        private Action? _fire;

        public TimeSpan Due { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now.Ticks;

        public void Advance(TimeSpan time) => _now += time;

        public void Fire() => _fire!();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _fire = () => callback(state);
            return new Timer(this);
        }

        private sealed class Timer(FakeTime time) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                time.Due = dueTime;
                return true;
            }

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => default;
        }
    }
}
