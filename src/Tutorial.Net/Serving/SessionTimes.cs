namespace Tutorial.Net;

/// <summary>The times at which something becomes of a session; <see cref="SessionLimits.None"/> for those that are not running.</summary>
internal struct SessionTimes
{
    /// <summary>When the line that has begun must be whole, or the next piece of bytes or the proxy's header be there.</summary>
    public long Line;

    /// <summary>When too much output has waited for too long.</summary>
    public long Slow;

    /// <summary>When the next line may be handled under a rate.</summary>
    public long Resume;

    /// <summary>When the wait for the client's end is over.</summary>
    public long Linger;

    /// <summary>When the client was last heard of.</summary>
    public long Heard;

    public static SessionTimes At(long now) => new()
    {
        Line = SessionLimits.None,
        Slow = SessionLimits.None,
        Resume = SessionLimits.None,
        Linger = SessionLimits.None,
        Heard = now,
    };

    public readonly long IdleAt(long timeout) => timeout == SessionLimits.None ? SessionLimits.None : Heard + timeout;

    public readonly long Earliest(long idleTimeout) =>
        Math.Min(Math.Min(Math.Min(Line, Slow), Math.Min(Resume, Linger)), IdleAt(idleTimeout));

    public static long After(long now, long timeout) => timeout == SessionLimits.None ? SessionLimits.None : now + timeout;
}
