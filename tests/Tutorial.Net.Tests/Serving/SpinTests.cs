using Microsoft.Extensions.Time.Testing;

namespace Tutorial.Net.Tests.Serving;

/// <summary>
/// A thread that spins for a second instead of sleeping: whatever would have woken it ends the spin. Each test does something so often,
/// one after the other, that it could not be done in the time if the spin went on.
/// </summary>
public sealed class SpinTests
{
    private const int Often = 60;

    private readonly LineServerOptions _options = new() { SpinTime = TimeSpan.FromSeconds(1) };

    [Fact]
    public void Something_posted_ends_the_spin() => EndsInTime(() =>
    {
        using TestServer server = new(new ScriptHandler(), _options);
        for (int i = 0; i < Often; i++)
            server.OnLoop(() => { });
    });

    [Fact]
    public void A_write_of_another_thread_ends_the_spin() => EndsInTime(() =>
    {
        TaskCompletionSource<LineSession> connected = new();
        using TestServer server = new(new ScriptHandler { Connected = connected.SetResult }, _options);
        TestClient client = server.Connect();
        LineSession session = connected.Get();
        for (int i = 0; i < Often; i++)
        {
            session.WriteLine($"{i}");
            Assert.Equal($"{i}", client.ReadLine());
        }
    });

    [Fact]
    public void The_end_of_the_server_ends_the_spin() => EndsInTime(() =>
    {
        for (int i = 0; i < Often; i++)
        {
            using TestServer server = new(new ScriptHandler(), _options);
            Assert.Equal("x", server.Connect().Ask("x"));
        }
    });

    [Fact]
    public void A_time_that_is_over_ends_the_spin() => EndsInTime(() =>
    {
        FakeTimeProvider clock = new();
        LineServerOptions options = new() { SpinTime = _options.SpinTime, TimeProvider = clock, IdleTimeout = TimeSpan.FromSeconds(5) };
        using TestServer server = new(new ScriptHandler(), options);
        for (int i = 0; i < Often; i++)
        {
            using TestClient client = server.Connect();
            Assert.Equal("x", client.Ask("x"));
            clock.Advance(TimeSpan.FromSeconds(5));
            Assert.Null(client.ReadLine());
        }
    });

    [Fact]
    public void A_thread_whose_server_drains_sleeps_when_its_time_to_spin_is_over()
    {
        CountingTime clock = new();
        using TestServer server = new(new ScriptHandler(), new() { SpinTime = TimeSpan.FromTicks(1), TimeProvider = clock });
        TestClient client = server.Connect();
        Assert.Equal("x", client.Ask("x"));
        server.Stop();
        // It has begun to drain, and waits for the client's end.
        Assert.Null(client.ReadLine());
        long before = clock.Looks;
        Thread.Sleep(100);
        Assert.InRange(clock.Looks - before, 0, 1000);
    }

    private static void EndsInTime(Action action) =>
        Assert.True(Task.Factory.StartNew(action, TaskCreationOptions.LongRunning).Ends(), "the thread went on spinning");

    /// <summary>Counts how often the server looks at the clock: at least once each time round.</summary>
    private sealed class CountingTime : TimeProvider
    {
        private long _looks;

        public long Looks => Volatile.Read(ref _looks);

        public override long GetTimestamp()
        {
            Interlocked.Increment(ref _looks);
            return base.GetTimestamp();
        }
    }
}
