namespace Tutorial.Net;

/// <summary>What the timeouts of a wait mean, and how they are rounded.</summary>
internal static class PollTimeout
{
    /// <summary>
    /// <see cref="Timeout.InfiniteTimeSpan"/> stays that; whatever else is negative is over already, as with Python's
    /// selectors, because it is what a caller's own deadline leaves when it has passed.
    /// </summary>
    internal static Deadline ToDeadline(TimeSpan timeout) =>
        Deadline.After(timeout < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan ? TimeSpan.Zero : timeout);

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
