namespace Tutorial.Net.Samples.Tests;

public sealed class TourTests
{
    [Fact]
    public void The_tour_plays_every_stage_as_in_the_tutorial()
    {
        (int exitCode, string output, string error) = Sample.Run("Tour");

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("The tour is over", output, StringComparison.Ordinal);
    }
}
