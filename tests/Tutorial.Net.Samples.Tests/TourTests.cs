using System.Globalization;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

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

    [Theory]
    [InlineData("INT", "tms | listening")]
    [InlineData("TERM", "svr | listening")]
    [InlineData("HUP", "udpecho | listening")]
    [InlineData("QUIT", "strsvr | listening")]
    [InlineData("KILL", "press Enter")]
    [InlineData("KILL", "first | enter a letter:ab")]
    public void No_child_outlives_the_tour_whatever_ends_it(string signal, string once)
    {
        Requires.Linux();
        // Every process that the tour starts inherits the mark.
        string mark = $"TOUR_MARK={Guid.NewGuid():N}";
        using var tour = new ChildProcess(Requires.Program("env"), [mark, Sample.Dotnet, Sample.File("Tour")]);
        tour.WaitForLine(once);
        // The stage may be over by now; the next one has children, too.
        Assert.True(SpinWait.SpinUntil(() => Marked(mark).Except([tour.Id]).Any(), TimeSpan.FromSeconds(30)));

        using var kill = new ChildProcess(Requires.Program("kill"), $"-{signal}", tour.Id.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(0, kill.WaitForExit().ExitCode);

        Assert.True(SpinWait.SpinUntil(() => !Marked(mark).Any(), TimeSpan.FromSeconds(20)), $"alive: {string.Join(", ", Marked(mark).Select(CommandLine))}");
    }

    private static IEnumerable<int> Marked(string mark)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(mark);
        return Directory.GetDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int id) ? id : 0)
            .Where(id => id > 0 && Read(id, "environ").AsSpan().IndexOf(bytes) >= 0);
    }

    private static string CommandLine(int id) => Encoding.ASCII.GetString(Read(id, "cmdline")).Replace('\0', ' ');

    private static byte[] Read(int id, string file)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{id}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // over, or another user's
        }
    }
}
