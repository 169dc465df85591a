using System.Numerics;

namespace Tutorial.Net;

/// <summary>
/// Hierarchical timing wheels: six of 64 slots, each slot as long as the whole wheel below it. Arming and disarming cost the same
/// however many entries there are, the next due time is two bit operations a wheel, and an entry is touched at most once in each
/// wheel before it is due. Time is milliseconds from any beginning, given by the caller; it does not read a clock.
/// </summary>
/// <remarks>After Varghese and Lauck, "Hashed and Hierarchical Timing Wheels" (1987), laid out as tokio's.</remarks>
internal sealed class TimerWheel(long now)
{
    private const int Levels = 6, Bits = 6, Slots = 1 << Bits, TopShift = (Levels - 1) * Bits;

    /// <summary>Two years, one slot of the highest wheel less than a turn of it; what is due later is looked at again then.</summary>
    private const long Reach = (Slots - 1L) << TopShift;

    private readonly TimerEntry?[] _slots = new TimerEntry?[Levels * Slots];
    private readonly ulong[] _occupied = new ulong[Levels];
    private long _now = now;

    /// <summary>Arms an entry for a time, or for another one. A time that is not in the future is taken for the next millisecond.</summary>
    public void Arm(TimerEntry entry, long due)
    {
        Disarm(entry);
        entry.Due = Math.Max(due, _now + 1);
        Link(entry);
    }

    public void Disarm(TimerEntry entry)
    {
        if (entry.Slot < 0)
            return;
        Unlink(entry);
        entry.Due = long.MaxValue;
    }

    /// <summary>When <see cref="TryTake"/> may have something, and never later; <see cref="long.MaxValue"/> if nothing is armed.</summary>
    public long NextDue() => FindNext(out _);

    /// <summary>Takes an entry that is due by <paramref name="now"/>, the earliest first, and disarms it; null when there is
    /// none.</summary>
    public TimerEntry? TryTake(long now)
    {
        while (true)
        {
            long next = FindNext(out int slot);
            if (next > now)
            {
                _now = Math.Max(_now, now);
                return null;
            }

            _now = Math.Max(_now, next);
            TimerEntry entry = _slots[slot]!;
            Unlink(entry);
            if (slot < Slots)
            {
                entry.Due = long.MaxValue;
                return entry;
            }

            // A slot of a higher wheel has begun: all that it holds goes to the wheels below.
            Link(entry);
            while (_slots[slot] is { } other)
            {
                Unlink(other);
                Link(other);
            }
        }
    }

    private void Link(TimerEntry entry)
    {
        long due = Math.Min(entry.Due, _now + Reach);
        // The highest digit, to the base of 64, in which the time differs from now says how far away it is.
        int level = (63 - BitOperations.LeadingZeroCount((ulong)(due ^ _now) | (Slots - 1))) / Bits;
        level = Math.Min(level, Levels - 1);
        int index = (int)((due >> (level * Bits)) & (Slots - 1));
        int slot = (level << Bits) + index;
        entry.Slot = slot;
        entry.Next = _slots[slot];
        if (entry.Next is not null)
            entry.Next.Previous = entry;
        _slots[slot] = entry;
        _occupied[level] |= 1UL << index;
    }

    private void Unlink(TimerEntry entry)
    {
        if (entry.Next is not null)
            entry.Next.Previous = entry.Previous;
        if (entry.Previous is not null)
            entry.Previous.Next = entry.Next;
        else if ((_slots[entry.Slot] = entry.Next) is null)
            _occupied[entry.Slot >> Bits] &= ~(1UL << (entry.Slot & (Slots - 1)));
        entry.Next = entry.Previous = null;
        entry.Slot = -1;
    }

    /// <summary>The first occupied slot and when it begins. What a lower wheel holds comes before anything in a higher one.</summary>
    private long FindNext(out int slot)
    {
        for (int level = 0; level < Levels; level++)
        {
            ulong occupied = _occupied[level];
            if (occupied == 0)
                continue;
            int shift = level * Bits;
            int present = (int)((_now >> shift) & (Slots - 1));
            int index = (present + BitOperations.TrailingZeroCount(BitOperations.RotateRight(occupied, present))) & (Slots - 1);
            slot = (level << Bits) + index;
            long turn = _now & ~((1L << (shift + Bits)) - 1);
            // Only the highest wheel goes around: what differs in a higher digit is all in it.
            return turn + ((long)index << shift) + (index < present ? 1L << (shift + Bits) : 0);
        }

        slot = -1;
        return long.MaxValue;
    }
}
