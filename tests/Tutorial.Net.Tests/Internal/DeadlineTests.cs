namespace Tutorial.Net.Tests.Internal;

public sealed class DeadlineTests
{
    [Fact]
    public void An_infinite_deadline_never_passes()
    {
        Deadline deadline = Deadline.After(Timeout.InfiniteTimeSpan);
        Assert.Equal((true, false, Timeout.InfiniteTimeSpan), (deadline.IsInfinite, deadline.HasPassed, deadline.Remaining));
    }

    [Fact]
    public void A_zero_deadline_has_passed_and_a_long_one_has_not()
    {
        Assert.True(Deadline.After(TimeSpan.Zero).HasPassed);
        Assert.Equal(TimeSpan.Zero, Deadline.After(TimeSpan.Zero).Remaining);
        Deadline hour = Deadline.After(TimeSpan.FromHours(1));
        Assert.False(hour.HasPassed);
        Assert.InRange(hour.Remaining, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10_000, 1)]
    [InlineData(10_001, 2)]
    [InlineData(15_000, 2)]
    public void A_wait_is_rounded_up_to_whole_milliseconds(long ticks, int milliseconds) =>
        Assert.Equal(milliseconds, Deadline.CeilingMilliseconds(TimeSpan.FromTicks(ticks), int.MaxValue));

    [Fact]
    public void A_wait_beyond_what_poll_takes_is_cut()
    {
        // On Windows nothing ends a call early, so none is long.
        TimeSpan onWindows = TimeSpan.FromMilliseconds(200);
        Assert.Equal(
            OperatingSystem.IsWindows() ? onWindows : TimeSpan.FromSeconds(1000), Deadline.After(TimeSpan.FromDays(2)).NextWait);
        Assert.Equal(
            OperatingSystem.IsWindows() ? onWindows : Timeout.InfiniteTimeSpan, Deadline.After(Timeout.InfiniteTimeSpan).NextWait);
    }
}
