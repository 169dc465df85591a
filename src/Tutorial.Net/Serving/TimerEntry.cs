namespace Tutorial.Net;

/// <summary>What can be armed in a <see cref="TimerWheel"/>: one time each, no allocation.</summary>
internal abstract class TimerEntry
{
    /// <summary>When it is due; <see cref="long.MaxValue"/> while it is not armed.</summary>
    public long Due { get; set; } = long.MaxValue;

    /// <summary>The wheel's.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>The wheel's.</summary>
    public TimerEntry? Next { get; set; }

    /// <summary>The wheel's.</summary>
    public TimerEntry? Previous { get; set; }

    /// <summary>Its time has come, at <paramref name="now"/> or before.</summary>
    public abstract void OnDue(long now);
}
