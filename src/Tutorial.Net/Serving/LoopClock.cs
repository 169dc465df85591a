namespace Tutorial.Net;

/// <summary>
/// Milliseconds since the loop's beginning, and how long to sleep. With the system's clock the wait itself has the time; a clock that is
/// not the system's wakes the loop by a timer of its own, since no kernel knows it.
/// </summary>
internal sealed class LoopClock : IDisposable
{
    private readonly TimeProvider _provider;
    private readonly long _start;
    private readonly ITimer? _timer;
    private long _timerDue = long.MaxValue;

    public LoopClock(TimeProvider provider, Action wake)
    {
        _provider = provider;
        _start = provider.GetTimestamp();
        if (provider != TimeProvider.System)
        {
            _timer = provider.CreateTimer(
                _ =>
                {
                    // By a coarse timer it may be too early: then it is set again.
                    Volatile.Write(ref _timerDue, long.MaxValue);
                    wake();
                },
                null,
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan);
        }
    }

    public long Now => (long)_provider.GetElapsedTime(_start).TotalMilliseconds;

    /// <summary>How long a wait may last; its end may come earlier, never later than <paramref name="due"/> by the clock.</summary>
    public TimeSpan TimeUntil(long due, long now)
    {
        if (_timer is null)
            return due == long.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Math.Max(0, due - now));
        if (due > now && due == Volatile.Read(ref _timerDue))
            return Timeout.InfiniteTimeSpan;
        while (due > now)
        {
            TimeSpan wait = due == long.MaxValue ? Timeout.InfiniteTimeSpan : Deadline.ForTimer(TimeSpan.FromMilliseconds(due - now));
            // One that comes before its time, since no timer is so long, is set again then.
            Volatile.Write(ref _timerDue, wait < Deadline.LongestTimer ? due : now);
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
            // A timer counts from when it was set: had the clock been turned just before, it would come too late.
            long after = Now;
            if (after == now)
                return Timeout.InfiniteTimeSpan;
            now = after;
        }

        return TimeSpan.Zero;
    }

    public void Dispose() => _timer?.Dispose();
}
