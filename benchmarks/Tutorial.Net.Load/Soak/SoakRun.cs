using System.Diagnostics;

namespace Tutorial.Net.Load.Soak;

/// <summary>All parts at work for a time.</summary>
internal sealed class SoakRun(SoakCounts counts)
{
    /// <summary>How many samples a time has.</summary>
    public static int SamplesIn(TimeSpan time) => (int)(time / Interval(time)) + 1;

    /// <param name="time">How long.</param>
    /// <param name="keep">Called with each sample.</param>
    /// <returns>The lines that came to the server damaged or out of order.</returns>
    public long Run(TimeSpan time, Action<SoakSample> keep)
    {
        using SoakServers servers = new();
        using CancellationTokenSource stop = new();
        SoakPart[] parts =
        [
            new MultiplexedTalks(servers, counts), new AsyncTalks(servers, counts), new BlockingTalks(servers, counts), new Blocks(servers, counts),
            new Fetches(servers, counts),
        ];
        Task[] working = [.. parts.Select(part => part.Start(stop.Token))];
        Watch(time, servers, keep, working);
        stop.Cancel();
        try
        {
            Task.WaitAll(working, CancellationToken.None);
        }
        catch (AggregateException exception)
        {
            counts.CountFailure(exception.Flatten().InnerExceptions[0].Message);
        }

        return servers.Wrong;
    }

    private void Watch(TimeSpan time, SoakServers servers, Action<SoakSample> keep, Task[] working)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan interval = Interval(time);
        for (TimeSpan next = interval; next <= time && !working.Any(task => task.IsFaulted); next += interval)
        {
            TimeSpan left = next - Stopwatch.GetElapsedTime(start);
            if (left > TimeSpan.Zero)
                Thread.Sleep(left);
            keep(SoakSample.Take(Stopwatch.GetElapsedTime(start).TotalSeconds, servers, counts));
        }
    }

    private static TimeSpan Interval(TimeSpan time) => TimeSpan.FromSeconds(Math.Clamp(time.TotalSeconds / 720, 0.5, 5));
}
