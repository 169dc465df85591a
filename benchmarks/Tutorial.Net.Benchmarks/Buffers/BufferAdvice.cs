namespace Tutorial.Net.Benchmarks.Buffers;

/// <summary>
/// What to choose: 64 KiB, the library's default, unless another buffer is better by more than the rounds differ among themselves. Better
/// is more throughput for no more processor time, or less processor time for no less throughput.
/// </summary>
/// <param name="Choice">The usual size, or the smallest of those that nothing else is better than.</param>
/// <param name="Smallest">The smallest buffer that the choice is not better than: for those who have many connections.</param>
internal sealed record BufferAdvice(BufferResult Choice, BufferResult Smallest)
{
    public const int UsualSize = 64 << 10;

    /// <summary>Nobody changes a program for less.</summary>
    private const double Noticeable = 1.05;

    /// <summary>For each way of receiving and each size of the sender's writes, with the socket as the system makes it.</summary>
    public static IReadOnlyList<BufferAdvice> From(BufferResults results) =>
    [
        .. from receiver in results.Receivers
           from writeSize in results.WriteSizes
           let series = results.Series(receiver, writeSize)
           where series.Length > 0
           select From(series),
    ];

    /// <summary>The whole of it in one sentence.</summary>
    public static string Sentence(IReadOnlyList<BufferAdvice> all)
    {
        string[] exceptions = [.. all.Select(advice => advice.Choice.Cell).Where(cell => cell.BufferSize != UsualSize).Select(Exception)];
        return exceptions.Length == 0
            ? $"Use {Figure.Bytes(UsualSize)}: no other buffer was better by more than the rounds differ."
            : $"Use {Figure.Bytes(UsualSize)}, unless {string.Join("; ", exceptions)}.";
    }

    private static string Exception(BufferCell cell) =>
        $"you receive {cell.Receiver} what comes in writes of {Figure.Bytes(cell.WriteSize)} (then {Figure.Bytes(cell.BufferSize)})";

    private static BufferAdvice From(BufferResult[] series)
    {
        BufferResult best = series.MaxBy(row => row.Rate / row.ProcessorTime)!;
        BufferResult usual = series.FirstOrDefault(row => row.Cell.BufferSize == UsualSize) ?? best;
        BufferResult choice = IsBetter(best, usual) ? series.First(row => IsBetter(row, usual) && !IsBetter(best, row)) : usual;
        return new BufferAdvice(choice, series.First(row => !IsBetter(choice, row)));
    }

    private static bool IsBetter(BufferResult row, BufferResult other)
    {
        bool isFaster = row.Slowest > other.Fastest * Noticeable;
        bool isSlower = row.Fastest * Noticeable < other.Slowest;
        bool isCheaper = row.MostProcessorTime * Noticeable < other.LeastProcessorTime;
        bool isDearer = row.LeastProcessorTime > other.MostProcessorTime * Noticeable;
        return (isFaster && !isDearer) || (isCheaper && !isSlower);
    }
}
