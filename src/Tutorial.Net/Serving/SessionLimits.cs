namespace Tutorial.Net;

/// <summary>
/// The limits that a session can have of its own; all others share the server's. Times in milliseconds, <see cref="None"/> for none.
/// </summary>
internal sealed record SessionLimits
{
    public const long None = long.MaxValue;

    public required long LineTimeout { get; init; }

    public required long IdleTimeout { get; init; }

    public required long SlowConsumerTimeout { get; init; }

    public required int MaxPendingBytes { get; init; }

    public required int HardPendingBytes { get; init; }

    public required double MaxLinesPerSecond { get; init; }

    public required int LineBurst { get; init; }

    public bool HasRate => MaxLinesPerSecond < double.PositiveInfinity;

    public static SessionLimits Of(LineServerOptions options) => new()
    {
        LineTimeout = Milliseconds(options.LineTimeout),
        IdleTimeout = Milliseconds(options.IdleTimeout),
        SlowConsumerTimeout = Milliseconds(options.SlowConsumerTimeout),
        MaxPendingBytes = options.MaxPendingBytes,
        HardPendingBytes = options.HardPendingBytes,
        MaxLinesPerSecond = options.MaxLinesPerSecond,
        LineBurst = options.LineBurst,
    };

    public static long Milliseconds(TimeSpan time) =>
        time == Timeout.InfiniteTimeSpan ? None : (long)Math.Ceiling(time.TotalMilliseconds);

    public static TimeSpan Time(long milliseconds) =>
        milliseconds == None ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(milliseconds);

    /// <summary>A limit of time: positive, or infinite.</summary>
    public static TimeSpan Checked(TimeSpan value, string name)
    {
        if (value != Timeout.InfiniteTimeSpan && (value <= TimeSpan.Zero || value.TotalDays > 365))
        {
            throw new ArgumentOutOfRangeException(
                name, value, "A limit of time is positive, at most 365 days, or Timeout.InfiniteTimeSpan for none.");
        }

        return value;
    }

    public static double CheckedRate(double value, string name)
    {
        if (!(value > 0))
            throw new ArgumentOutOfRangeException(name, value, "A rate is positive; double.PositiveInfinity is none.");
        return value;
    }
}
