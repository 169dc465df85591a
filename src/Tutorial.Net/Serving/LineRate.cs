namespace Tutorial.Net;

/// <summary>A token bucket: lines earn their right to be handled with time, up to a burst. Time is given, in milliseconds.</summary>
internal struct LineRate(long now, int burst)
{
    private double _tokens = burst;
    private long _filled = now;

    /// <summary>Takes one token. False when there is none: then <paramref name="next"/> is when there will be.</summary>
    public bool TryTake(long now, double perSecond, int burst, out long next)
    {
        _tokens = Math.Min(burst, _tokens + ((now - _filled) * perSecond / 1000));
        _filled = now;
        // A thousandth's rounding must not cost another wait.
        if (_tokens >= 1 - 1e-9)
        {
            _tokens--;
            next = now;
            return true;
        }

        // A rate of next to nothing has its next line in a time that no clock reaches; a sum beyond 64 bits would be in the past.
        next = now + (long)Math.Clamp(Math.Ceiling((1 - _tokens) * 1000 / perSecond), 1, 1L << 40);
        return false;
    }
}
