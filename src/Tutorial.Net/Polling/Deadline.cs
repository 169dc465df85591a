using System.Diagnostics;

namespace Tutorial.Net;

/// <summary>The end of a wait, of which each part of the wait asks what remains.</summary>
internal readonly struct Deadline
{
    private readonly TimeSpan _timeout;
    private readonly long _start;

    private Deadline(TimeSpan timeout)
    {
        _timeout = timeout;
        _start = timeout > TimeSpan.Zero ? Stopwatch.GetTimestamp() : 0;
    }

    /// <summary>Never zero before the time is over: elapsed time is rounded down to the tick of 100 ns.</summary>
    internal TimeSpan Remaining
    {
        get
        {
            if (_timeout <= TimeSpan.Zero)
                return _timeout;
            TimeSpan remaining = _timeout - Stopwatch.GetElapsedTime(_start);
            return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
        }
    }

    /// <summary>
    /// <see cref="Timeout.InfiniteTimeSpan"/> stays that; whatever else is negative is over already, as with Python's
    /// selectors, because it is what a caller's own deadline leaves when it has passed.
    /// </summary>
    internal static Deadline After(TimeSpan timeout) =>
        new(timeout < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan ? TimeSpan.Zero : timeout);

    /// <summary>Whole milliseconds, rounded up, at most <paramref name="limit"/>; -1 for infinite.</summary>
    internal static int CeilingMilliseconds(TimeSpan timeout, int limit)
    {
        if (timeout == Timeout.InfiniteTimeSpan)
            return -1;
        long milliseconds = timeout.Ticks / TimeSpan.TicksPerMillisecond;
        if (timeout.Ticks % TimeSpan.TicksPerMillisecond != 0)
            milliseconds++;
        return (int)Math.Min(milliseconds, limit);
    }
}
