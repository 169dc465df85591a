namespace Tutorial.Net.Tests.Serving;

public sealed class TimerWheelTests
{
    private readonly List<int> _fired = [];

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(4_095)]
    [InlineData(4_096)]
    [InlineData(1_000_000)]
    [InlineData(68_719_476_735)]
    [InlineData(68_719_476_736)]
    [InlineData(200_000_000_000)]
    public void An_entry_is_due_at_its_time_and_not_a_millisecond_before(long after)
    {
        foreach (long start in (long[])[0, 1, 63, 4_095, 4_097, 123_456_789, 68_719_476_735])
        {
            TimerWheel wheel = new(start);
            Entry entry = new(this, 7);
            wheel.Arm(entry, start + after);
            Assert.InRange(wheel.NextDue(), start, start + after);
            Assert.Null(wheel.TryTake(start + after - 1));
            Assert.Same(entry, wheel.TryTake(start + after));
            Assert.Equal(long.MaxValue, wheel.NextDue());
        }
    }

    [Fact]
    public void Nothing_armed_is_never_due()
    {
        TimerWheel wheel = new(5);
        Assert.Equal(long.MaxValue, wheel.NextDue());
        Assert.Null(wheel.TryTake(long.MaxValue - 1));
    }

    [Fact]
    public void A_time_that_has_passed_is_due_in_the_next_millisecond_and_not_in_the_same_call()
    {
        TimerWheel wheel = new(0);
        Assert.Null(wheel.TryTake(1_000));
        Entry entry = new(this, 1);
        wheel.Arm(entry, 10);
        Assert.Null(wheel.TryTake(1_000));
        Assert.Same(entry, wheel.TryTake(1_001));
    }

    [Fact]
    public void Disarming_twice_and_arming_again_leaves_one_time()
    {
        TimerWheel wheel = new(0);
        Entry entry = new(this, 1);
        wheel.Disarm(entry);
        wheel.Arm(entry, 100);
        wheel.Arm(entry, 5_000);
        Assert.Null(wheel.TryTake(4_999));
        wheel.Disarm(entry);
        wheel.Disarm(entry);
        Assert.Null(wheel.TryTake(10_000));
        Assert.Equal(long.MaxValue, entry.Due);
    }

    /// <summary>Arming, disarming and time of any size, against a list that is looked through.</summary>
    [Fact]
    public void Any_order_of_arming_and_time_fires_what_a_list_would()
    {
        int first = Random.Shared.Next(int.MaxValue / 2);
        for (int seed = first; seed < first + 1_000; seed++)
        {
            Random random = new(seed);
            long now = random.NextInt64(1L << random.Next(1, 40));
            TimerWheel wheel = new(now);
            Entry[] entries = [.. Enumerable.Range(0, 20).Select(id => new Entry(this, id))];
            long[] due = [.. Enumerable.Repeat(long.MaxValue, 20)];
            for (int step = 0; step < 100; step++)
            {
                int id = random.Next(20);
                switch (random.Next(4))
                {
                    case 0 or 1:
                        due[id] = now + random.NextInt64(1L << random.Next(1, 38));
                        wheel.Arm(entries[id], due[id]);
                        due[id] = Math.Max(due[id], now + 1);
                        break;
                    case 2:
                        due[id] = long.MaxValue;
                        wheel.Disarm(entries[id]);
                        break;
                    default:
                        long earliest = due.Min();
                        Assert.True(wheel.NextDue() <= earliest, $"seed {seed}: sleeps too long");
                        now = random.Next(3) == 0 && earliest < long.MaxValue
                            ? Math.Max(now, earliest - random.Next(2))
                            : now + random.NextInt64(1L << random.Next(1, 38));
                        Take(wheel, now, due, seed);
                        break;
                }
            }
        }
    }

    /// <summary>Sleeping until NextDue must come to an end: each wake-up passes a slot, a handful of them for each entry.</summary>
    [Fact]
    public void Few_wake_ups_lead_to_a_far_time()
    {
        TimerWheel wheel = new(12_345);
        wheel.Arm(new Entry(this, 1), 12_345 + (365L * 24 * 3_600 * 1_000));
        int wakes = 0;
        while (wheel.TryTake(wheel.NextDue()) is null)
            wakes++;
        Assert.InRange(wakes, 1, 6);
    }

    private void Take(TimerWheel wheel, long now, long[] due, int seed)
    {
        _fired.Clear();
        long before = 0;
        while (wheel.TryTake(now) is Entry entry)
        {
            Assert.True(due[entry.Id] >= before && due[entry.Id] <= now, $"seed {seed}: {entry.Id} out of order or too early");
            before = due[entry.Id];
            due[entry.Id] = long.MaxValue;
            entry.OnDue(now);
        }

        Assert.True(due.Min() > now, $"seed {seed}: one that is due was not taken");
    }

    private sealed class Entry(TimerWheelTests owner, int id) : TimerEntry
    {
        public int Id => id;

        public override void OnDue(long now) => owner._fired.Add(id);
    }
}
