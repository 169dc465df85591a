using System.Diagnostics;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Load.Soak;

/// <summary>All parts at work for a time.</summary>
internal sealed class SoakRun(SoakCounts counts)
{
    /// <summary>Far longer than any plan stalls, and than the machine is busy with something else.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Longer than the slowest connection takes.</summary>
    private static readonly TimeSpan PatienceAtTheEnd = TimeSpan.FromMinutes(2);

    /// <summary>How many samples a time has.</summary>
    public static int SamplesIn(TimeSpan time) => (int)(time / Interval(time)) + 1;

    /// <summary>Ends, and counts a failure, also where something hangs. That is left as it is, for the process to end.</summary>
    /// <param name="time">How long.</param>
    /// <param name="keep">Called with each sample.</param>
    /// <returns>The lines that came to the server damaged or out of order.</returns>
    public long Run(TimeSpan time, Action<SoakSample> keep)
    {
        SoakServers servers = new();
        CancellationTokenSource stop = new();
        SoakPart[] parts =
        [
            new MultiplexedTalks(servers, counts), new AsyncTalks(servers, counts), new BlockingTalks(servers, counts), new Blocks(servers, counts),
            new Fetches(servers, counts),
        ];
        Task[] working = [.. parts.Select(part => part.Start(stop.Token))];
        bool moves = Watch(time, servers, keep, working);
        stop.Cancel();
        if (moves)
            Await(Task.WhenAll(working), "The clients", () => Moves(servers));
        Await(Task.Run(servers.Dispose), "The servers", () => true);
        return servers.Wrong;
    }

    /// <returns>Whether nothing stood still.</returns>
    private bool Watch(TimeSpan time, SoakServers servers, Action<SoakSample> keep, Task[] working)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan interval = Interval(time);
        for (TimeSpan next = interval; next <= time && !working.Any(task => task.IsFaulted); next += interval)
        {
            TimeSpan left = next - Stopwatch.GetElapsedTime(start);
            if (left > TimeSpan.Zero)
                Thread.Sleep(left);
            keep(SoakSample.Take(Stopwatch.GetElapsedTime(start).TotalSeconds, servers, counts));
            if (!Moves(servers))
                return false;
        }

        return true;
    }

    private bool Moves(SoakServers servers)
    {
        if (servers.LongestStandstill is not (TimeSpan time, ChaosPlan plan) || time < Patience)
            return true;
        counts.CountFailure($"A connection has stood still for {time.TotalSeconds:0} s; {plan}");
        return false;
    }

    /// <summary>Waits until something has ended, or no longer moves, or has had too long.</summary>
    private void Await(Task ending, string what, Func<bool> isMoving)
    {
        long start = Stopwatch.GetTimestamp();
        while (!ending.IsCompleted && isMoving())
        {
            if (Stopwatch.GetElapsedTime(start) > PatienceAtTheEnd)
            {
                counts.CountFailure($"{what} have not ended in {PatienceAtTheEnd.TotalSeconds} s");
                return;
            }

            Task.WaitAny([ending], TimeSpan.FromSeconds(1));
        }

        if (ending.Exception is { } exception)
            counts.CountFailure(exception.Flatten().InnerExceptions[0].Message);
    }

    private static TimeSpan Interval(TimeSpan time) => TimeSpan.FromSeconds(Math.Clamp(time.TotalSeconds / 720, 0.5, 5));
}
