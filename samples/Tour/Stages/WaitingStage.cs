using System.Globalization;
using System.Text.RegularExpressions;

namespace Tutorial.Net.Samples.Tour;

/// <summary>The same waits with both backends, one after the other so that neither takes the other's processor.</summary>
internal static partial class WaitingStage
{
    private static readonly string[] Sizes = ["10", "100", "1000"];

    public static string Play(Scene scene)
    {
        double[] select = Measure(scene, "select");
        if (!OperatingSystem.IsLinux())
        {
            scene.Note("epoll", "(Linux alone has it)");
            return $"One wait for 1,000 sockets took {Shown(select[^1])} us with select, and {Shown(select[0])} us for 10.";
        }

        double[] epoll = Measure(scene, "epoll");
        scene.View.Chart(
            "microseconds a wait",
            [.. Sizes.SelectMany((size, i) => (Bar[])[new($"select {size}", select[i], 0), new($"epoll {size}", epoll[i], 1)])]);
        return $"One wait for 1,000 sockets took {Shown(select[^1])} us with select and {Shown(epoll[^1])} us with epoll, "
            + "which does not look at those that sleep.";
    }

    /// <summary>The microseconds in what Waiting prints.</summary>
    public static IEnumerable<double> Times(IEnumerable<string> output) =>
        output.Select(line => Line().Match(line))
            .Where(match => match.Success)
            .Select(match => double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));

    private static double[] Measure(Scene scene, string backend)
    {
        Actor actor = scene.Start(backend, "Waiting", [backend, "--sockets", .. Sizes]);
        actor.ExpectExit();
        double[] times = [.. Times(actor.Output)];
        return times.Length == Sizes.Length ? times : throw new TourException($"{backend} gave {times.Length} figures, not {Sizes.Length}");
    }

    private static string Shown(double microseconds) => microseconds.ToString("F1", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\d+ sockets: (\d+\.\d) us a wait$")]
    private static partial Regex Line();
}
