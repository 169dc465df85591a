using System.Diagnostics;
using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>A point in time by which a whole call must be done, fixed when the call begins.</summary>
internal readonly struct Deadline
{
    /// <summary>What a timer takes: 49 days.</summary>
    public static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 2);

    private static readonly TimeSpan LongestOnWindows = TimeSpan.FromMilliseconds(200);

    private readonly long _start;
    private readonly TimeSpan _timeout;

    private Deadline(long start, TimeSpan timeout)
    {
        _start = start;
        _timeout = timeout;
    }

    /// <summary>The deadline <paramref name="timeout"/> from now; <see cref="Timeout.InfiniteTimeSpan"/> never comes.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not infinite.</exception>
    public static Deadline After(TimeSpan timeout)
    {
        if (timeout < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(
                nameof(timeout), timeout, "A timeout is zero, positive, or Timeout.InfiniteTimeSpan.");
        }

        return new Deadline(Stopwatch.GetTimestamp(), timeout);
    }

    public TimeSpan Total => _timeout;

    public bool IsInfinite => _timeout == Timeout.InfiniteTimeSpan;

    public bool HasPassed => !IsInfinite && Remaining == TimeSpan.Zero;

    /// <summary>What is left, never negative; infinite for an infinite deadline.</summary>
    public TimeSpan Remaining
    {
        get
        {
            if (IsInfinite)
                return _timeout;

            TimeSpan left = _timeout - Stopwatch.GetElapsedTime(_start);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>What to give Socket.Poll or Select, again and again: the rest, in whole milliseconds rounded up, and not more than it
    /// takes.</summary>
    /// <remarks>
    /// Off Windows it cuts to milliseconds, so a rest below one would spin; it takes at most 35 minutes. On Windows nothing ends it
    /// early, and whoever disposes the socket on another thread meanwhile spins until it is over.
    /// </remarks>
    public TimeSpan NextWait => !OperatingSystem.IsWindows() ? TimeSpan.FromMilliseconds(CeilingMilliseconds(Remaining, 1_000_000))
        : IsInfinite || Remaining > LongestOnWindows ? LongestOnWindows
        : TimeSpan.FromMilliseconds(CeilingMilliseconds(Remaining, 1_000_000));

    /// <summary>What to give a timer: the rest, rounded up, and not more than it takes (about 49 days).</summary>
    public TimeSpan NextTimer =>
        Remaining < LongestTimer ? TimeSpan.FromMilliseconds(Math.Ceiling(Remaining.TotalMilliseconds)) : LongestTimer;

    /// <summary>What to give a timer that is to wait so long: not more than it takes. Infinite stays infinite.</summary>
    public static TimeSpan ForTimer(TimeSpan wait) => wait < LongestTimer ? wait : LongestTimer;

    /// <summary>Whole milliseconds, rounded up, at most <paramref name="limit"/>; -1 for infinite.</summary>
    public static int CeilingMilliseconds(TimeSpan wait, int limit)
    {
        if (wait == Timeout.InfiniteTimeSpan)
            return -1;
        long milliseconds = wait.Ticks / TimeSpan.TicksPerMillisecond;
        if (wait.Ticks % TimeSpan.TicksPerMillisecond != 0)
            milliseconds++;
        return (int)Math.Min(milliseconds, limit);
    }

    /// <summary>
    /// Waits until <paramref name="socket"/> is ready as <paramref name="mode"/> says: false when the deadline passed first. True
    /// also where the socket fails: what is tried next with it names the reason.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public bool Await(Socket socket, SelectMode mode)
    {
        try
        {
            while (!socket.Poll(NextWait, mode))
            {
                if (HasPassed)
                    return false;
            }
        }
        catch (SocketException)
        {
        }

        return true;
    }

    /// <summary>The same beginning with another length: for a limit that is looked up only once it matters.</summary>
    public Deadline WithTimeout(TimeSpan timeout) => new(_start, timeout);
}
