namespace Tutorial.Net.Tests.Serving;

public sealed class LineRateTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 1)]
    [InlineData(10, 20)]
    [InlineData(3, 5)]
    [InlineData(0.5, 1)]
    [InlineData(1000, 100)]
    public void A_burst_passes_at_once_and_the_rest_at_the_rate(double perSecond, int burst)
    {
        long now = 1_000_000, start = now;
        LineRate rate = new(now, burst);
        for (int i = 0; i < burst; i++)
            Assert.True(rate.TryTake(now, perSecond, burst, out _));
        for (int i = 0; i < 500; i++)
        {
            if (rate.TryTake(now, perSecond, burst, out long next))
                continue;
            Assert.True(next > now, "a wait of nothing would spin");
            now = next;
            Assert.True(rate.TryTake(now, perSecond, burst, out _), "the time given was too short");
        }

        // Waiting is in whole milliseconds: slower by at most one for each wait.
        double ideal = 500 / perSecond * 1000;
        Assert.InRange(now - start, ideal - 1, ideal + 500);
    }

    [Theory]
    [InlineData(1e-16)]
    [InlineData(double.Epsilon)]
    public void A_rate_of_next_to_nothing_has_its_next_line_in_a_long_time(double perSecond)
    {
        const long Now = 1_000_000, Year = 365L * 24 * 60 * 60 * 1000;
        LineRate rate = new(Now, 1);
        Assert.True(rate.TryTake(Now, perSecond, 1, out _));
        Assert.False(rate.TryTake(Now, perSecond, 1, out long next));
        Assert.InRange(next, Now + Year, long.MaxValue);
    }

    [Fact]
    public void A_long_silence_earns_no_more_than_a_burst()
    {
        LineRate rate = new(0, 3);
        int taken = 0;
        while (rate.TryTake(1_000_000_000, 5, 3, out _))
            taken++;
        Assert.Equal(3, taken);
    }
}
