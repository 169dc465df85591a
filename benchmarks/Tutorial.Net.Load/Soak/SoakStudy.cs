using System.Diagnostics;
using System.Globalization;
using Tutorial.Net.Load.Studies;

namespace Tutorial.Net.Load.Soak;

/// <summary>All parts in one process, so that what any of them leaks shows.</summary>
/// <param name="minutes">How long, after a warm-up of a tenth of it.</param>
/// <param name="folder">Where the samples and their plot go; nowhere if null.</param>
internal sealed class SoakStudy(double minutes = SoakStudy.DefaultMinutes, string? folder = null) : Study
{
    public const double DefaultMinutes = 60;

    private const double QuickMinutes = 0.1;
    private const double LeastMinutesOfSlope = 10;
    private const double Mebibyte = 1 << 20;

    public override string Name => "soak";

    public override string Arguments => string.Create(CultureInfo.InvariantCulture, $" --minutes {minutes}");

    public override string Question =>
        "Lines, polling, serving, fetching and blocks, all at once in one process through the bad network of `chaos`: is anything lost, and does anything grow?";

    public override void Run(StudyOptions options, Report report)
    {
        TimeSpan time = TimeSpan.FromMinutes(options.IsQuick ? QuickMinutes : minutes);
        // The same things as later: what is made once is made here.
        TimeSpan warmUp = TimeSpan.FromSeconds(Math.Max(2, time.TotalSeconds / 10));
        SoakCounts first = new(~options.Seed);
        long wrongAtServer = new SoakRun(first).Run(warmUp, _ => { });
        AtRest before = AtRest.Await(int.MaxValue);

        SoakCounts counts = new(options.Seed);
        List<SoakSample> samples = new(SoakRun.SamplesIn(time));
        TimeSpan computed = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        using (TextWriter data = OpenData())
        {
            wrongAtServer += new SoakRun(counts).Run(time, sample =>
            {
                samples.Add(sample);
                data.WriteLine(sample.ToCsv());
                data.Flush();
            });
        }

        double load = (Environment.CpuUsage.TotalTime - computed) / Stopwatch.GetElapsedTime(start);
        AtRest after = AtRest.Await(before.Descriptors);

        if (folder is not null)
            SoakPlot.Draw(samples, folder);
        Tell(report, options, counts);
        string? wrong = first.FirstWrong ?? counts.FirstWrong;
        report.Exactly($"connections on which something else came back{(wrong is null ? "" : $" ({wrong})")}", first.Wrong + counts.Wrong, 0);
        report.Exactly("lines that came to the server damaged or out of order", wrongAtServer, 0);
        report.Say("processor, of one", $"{load:P0}");
        report.Say("the server's thread, late at most in the median and in the worst sample", $"{Median(samples):N1} ms, {samples.Max(sample => sample.LagMilliseconds):N0} ms");
        Judge(report, time, samples, before, after);
    }

    private TextWriter OpenData()
    {
        if (folder is null)
            return TextWriter.Null;
        Directory.CreateDirectory(folder);
        StreamWriter data = new(Path.Combine(folder, "soak.csv"));
        data.WriteLine(SoakSample.Head);
        return data;
    }

    private static void Tell(Report report, StudyOptions options, SoakCounts counts)
    {
        report.Say("connections, and the seed", $"{counts.Connections:N0}, {options.Seed}");
        report.Say("of which whole, half-closed, reset", $"{counts.Endings[0]:N0}, {counts.Endings[1]:N0}, {counts.Endings[2]:N0}");
        report.Say("lines, links and bytes of blocks that came back", $"{counts.Lines:N0}, {counts.Links:N0}, {counts.BlockBytes / Mebibyte:N0} MiB");
    }

    private static void Judge(Report report, TimeSpan time, List<SoakSample> samples, AtRest before, AtRest after)
    {
        report.AtMost($"descriptors at rest, {before.Descriptors} before", after.Descriptors, before.Descriptors);
        report.Say("live heap at rest", $"{after.Heap / 1024.0:N0} KiB, {before.Heap / 1024.0:N0} KiB before");
        report.Say("resident memory, first and last sample", $"{samples[0].Resident / Mebibyte:N0} MiB, {samples[^1].Resident / Mebibyte:N0} MiB");
        // Shorter, a slope is chance.
        if (time.TotalMinutes < LeastMinutesOfSlope)
            return;
        report.AtMost($"live heap, rise by least squares over {samples.Count} samples", Trend.PerHour(samples, sample => sample.Heap / Mebibyte), 1, "MiB/h");
        report.AtMost("descriptors, rise", Trend.PerHour(samples, sample => sample.Descriptors), SoakSample.LevelPerHour, "an hour");
        report.AtMost("threads, rise", Trend.PerHour(samples, sample => sample.Threads), SoakSample.LevelPerHour, "an hour");
    }

    private static double Median(List<SoakSample> samples) => samples.Select(sample => sample.LagMilliseconds).Order().ElementAt(samples.Count / 2);

    /// <summary>The process while nothing is under way.</summary>
    private readonly record struct AtRest(int Descriptors, long Heap)
    {
        /// <summary>Waits until there are no more descriptors than these, or no longer fewer.</summary>
        public static AtRest Await(int descriptors)
        {
            int count = SoakSample.DescriptorCount;
            for (int quiet = 0; quiet < 20 && count > descriptors || quiet < 5; quiet++)
            {
                SoakSample.LiveHeap();
                Thread.Sleep(100);
                int now = SoakSample.DescriptorCount;
                quiet = now < count ? 0 : quiet;
                count = now;
            }

            return new AtRest(count, SoakSample.LiveHeap());
        }
    }
}
