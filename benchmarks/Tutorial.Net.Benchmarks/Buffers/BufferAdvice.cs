namespace Tutorial.Net.Benchmarks.Buffers;

/// <summary>The smallest buffer that is as good as the best, near enough.</summary>
/// <param name="Smallest">What to choose.</param>
/// <param name="Best">The fastest of all.</param>
internal sealed record BufferAdvice(BufferResult Smallest, BufferResult Best)
{
    private const double Enough = 0.95;

    /// <summary>For each way of receiving and each size of the sender's writes, with the socket as the system makes it.</summary>
    public static IReadOnlyList<BufferAdvice> From(BufferResults results) =>
    [
        .. from receiver in results.Receivers
           from writeSize in results.WriteSizes
           let series = results.Series(receiver, writeSize)
           where series.Length > 0
           select From(series),
    ];

    private static BufferAdvice From(BufferResult[] series)
    {
        BufferResult best = series.MaxBy(row => row.Rate)!;
        return new BufferAdvice(series.First(row => row.Rate >= Enough * best.Rate), best);
    }
}
