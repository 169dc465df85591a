using System.Text.Json.Serialization;

namespace Tutorial.Net.Benchmarks.Buffers;

/// <summary>What a cell gave: of several rounds the medians, and the histograms added up.</summary>
/// <param name="Cell">Where in the matrix.</param>
/// <param name="Rate">MB (10^6 bytes) a second.</param>
/// <param name="Slowest">Of the rounds, in the same unit.</param>
/// <param name="Fastest">Of the rounds.</param>
/// <param name="ProcessorTime">Milliseconds that the receiving process used a MB, on all its threads.</param>
/// <param name="LeastProcessorTime">Of the rounds.</param>
/// <param name="MostProcessorTime">Of the rounds.</param>
/// <param name="SystemCalls">Calls a MB.</param>
/// <param name="P10">A tenth of the chunks had at most so many bytes.</param>
/// <param name="P50">Half of them.</param>
/// <param name="P90">Nine tenths.</param>
/// <param name="Histogram">How many chunks had at least 2^n and less than 2^(n+1) bytes, from n = 0 on.</param>
internal sealed record BufferResult(
    BufferCell Cell, double Rate, double Slowest, double Fastest, double ProcessorTime, double LeastProcessorTime, double MostProcessorTime,
    double SystemCalls, int P10, int P50, int P90, IReadOnlyList<long> Histogram)
{
    [JsonIgnore]
    public long Chunks => Histogram.Sum();

    public static BufferResult From(BufferCell cell, ChunkReceiver receiver, ChunkMeter meter)
    {
        if (meter.Seconds == 0)
            throw new InvalidOperationException($"The sender ended too early: {cell}.");
        double megabytes = meter.Bytes / 1e6;
        double rate = megabytes / meter.Seconds;
        double processorTime = meter.ProcessorSeconds * 1000 / megabytes;
        int[] samples = meter.SortedSamples();
        return new BufferResult(
            cell, rate, rate, rate, processorTime, processorTime, processorTime,
            receiver.SystemCalls(meter.Chunks, meter.Waits) / megabytes,
            Statistics.Percentile(samples, 0.1),
            Statistics.Percentile(samples, 0.5),
            Statistics.Percentile(samples, 0.9),
            meter.Histogram);
    }

    public static BufferResult Median(IReadOnlyList<BufferResult> rounds)
    {
        return new BufferResult(
            rounds[0].Cell,
            Math.Round(Of(round => round.Rate), 1),
            Math.Round(rounds.Min(round => round.Rate), 1),
            Math.Round(rounds.Max(round => round.Rate), 1),
            Math.Round(Of(round => round.ProcessorTime), 4),
            Math.Round(rounds.Min(round => round.ProcessorTime), 4),
            Math.Round(rounds.Max(round => round.ProcessorTime), 4),
            Math.Round(Of(round => round.SystemCalls), 2),
            (int)Of(round => round.P10),
            (int)Of(round => round.P50),
            (int)Of(round => round.P90),
            AddedUp([.. rounds.Select(round => round.Histogram)]));

        double Of(Func<BufferResult, double> figure) => Statistics.Median(rounds.Select(figure));
    }

    private static long[] AddedUp(IReadOnlyList<long>[] histograms)
    {
        int length = histograms.Max(histogram => histogram.Count);
        long[] sum = [.. Enumerable.Range(0, length).Select(n => histograms.Sum(histogram => histogram[n]))];
        return sum[..(Array.FindLastIndex(sum, count => count > 0) + 1)];
    }
}
