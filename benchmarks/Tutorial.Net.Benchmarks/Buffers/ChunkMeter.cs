using System.Diagnostics;
using System.Numerics;

namespace Tutorial.Net.Benchmarks.Buffers;

/// <summary>
/// Counts chunks through a warm-up and then for a while. Counting costs about two nanoseconds a chunk; the clock is looked at every
/// sixteenth.
/// </summary>
internal sealed class ChunkMeter(TimeSpan warmUp, TimeSpan duration)
{
    private const int ClockEvery = 16;
    private const int MostSamples = 1 << 16;

    private readonly int[] _samples = new int[MostSamples];
    private readonly long[] _histogram = new long[32];
    private long _start = Stopwatch.GetTimestamp();
    private TimeSpan _processorStart;
    private bool _isWarm;

    public long Bytes { get; private set; }

    public long Chunks { get; private set; }

    public long Waits { get; private set; }

    public double Seconds { get; private set; }

    /// <summary>What this process used, on all its threads.</summary>
    public double ProcessorSeconds { get; private set; }

    /// <summary>How many chunks had at least 2^n and less than 2^(n+1) bytes.</summary>
    public IReadOnlyList<long> Histogram => _histogram;

    /// <summary>The sizes of the last 65,536 chunks, sorted.</summary>
    public int[] SortedSamples()
    {
        int[] samples = _samples[..(int)Math.Min(Chunks, MostSamples)];
        Array.Sort(samples);
        return samples;
    }

    public void AddWait() => Waits++;

    /// <summary>Counts a chunk; false when it was the last.</summary>
    public bool Add(int bytes)
    {
        _samples[Chunks % MostSamples] = bytes;
        _histogram[BitOperations.Log2((uint)bytes)]++;
        Bytes += bytes;
        Chunks++;
        return Chunks % ClockEvery != 0 || GoOn();
    }

    private bool GoOn()
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        if (!_isWarm)
        {
            if (elapsed >= warmUp)
                Begin();
            return true;
        }

        if (elapsed < duration)
            return true;
        Seconds = elapsed.TotalSeconds;
        ProcessorSeconds = (Environment.CpuUsage.TotalTime - _processorStart).TotalSeconds;
        return false;
    }

    private void Begin()
    {
        _isWarm = true;
        Bytes = Chunks = Waits = 0;
        Array.Clear(_histogram);
        _processorStart = Environment.CpuUsage.TotalTime;
        _start = Stopwatch.GetTimestamp();
    }
}
