using Tutorial.Net.Benchmarks.Results;

namespace Tutorial.Net.Benchmarks.Buffers;

internal static class BufferTables
{
    private const string Unset = "SO_RCVBUF default, NoDelay off";

    /// <summary>For the terminal: the sockets as the system makes them, and the advice last. The rest is in the file.</summary>
    public static IEnumerable<ResultTable> Short(BufferResults results) =>
        [.. results.WriteSizes.Select(writeSize => ByBuffer(results, writeSize)), Advice(results)];

    public static IEnumerable<ResultTable> All(BufferResults results) =>
        [Advice(results), .. results.WriteSizes.Select(writeSize => ByBuffer(results, writeSize)), .. results.WriteSizes.Select(writeSize => BySetting(results, writeSize))];

    private static ResultTable Advice(BufferResults results)
    {
        IReadOnlyList<BufferAdvice> all = BufferAdvice.From(results);
        var table = new ResultTable(
            $"Advice for this machine ({Unset})", "receiving", "sender's writes", "choose", "speed", "ms/MB", "as good, in less memory");
        foreach (BufferAdvice advice in all)
        {
            table.Add(
                advice.Choice.Cell.Receiver, Figure.Bytes(advice.Choice.Cell.WriteSize), Figure.Bytes(advice.Choice.Cell.BufferSize),
                Speed(advice.Choice), ProcessorTime(advice.Choice), Figure.Bytes(advice.Smallest.Cell.BufferSize));
        }

        return table;
    }

    private static ResultTable ByBuffer(BufferResults results, int writeSize)
    {
        var table = new ResultTable(
            $"Writes of {Figure.Bytes(writeSize)}, {Unset}", "receiving", "buffer", "speed", "CPU ms/MB", "calls/MB", "chunks p10", "p50", "p90");
        foreach (BufferResult row in results.Receivers.SelectMany(receiver => results.Series(receiver, writeSize)))
        {
            table.Add(
                row.Cell.Receiver, Figure.Bytes(row.Cell.BufferSize), Speed(row), ProcessorTime(row), Figure.Number(row.SystemCalls),
                Figure.Chunk(row.P10), Figure.Chunk(row.P50), Figure.Chunk(row.P90));
        }

        return table;
    }

    private static ResultTable BySetting(BufferResults results, int writeSize)
    {
        var table = new ResultTable(
            $"SO_RCVBUF and NoDelay, buffer of {Figure.Bytes(results.SettingsBuffer)}, writes of {Figure.Bytes(writeSize)}",
            "receiving", "SO_RCVBUF, NoDelay", "speed", "CPU ms/MB");
        foreach (BufferResult row in results.Receivers.SelectMany(receiver => results.Settings(receiver, writeSize)))
            table.Add(row.Cell.Receiver, row.Cell.SettingText, Speed(row), ProcessorTime(row));
        return table;
    }

    private static string Speed(BufferResult row) => $"{Figure.Rate(row.Rate)} ({Figure.Rate(row.Slowest)} to {Figure.Rate(row.Fastest)})";

    private static string ProcessorTime(BufferResult row) =>
        $"{Figure.Number(row.ProcessorTime)} ({Figure.Number(row.LeastProcessorTime)} to {Figure.Number(row.MostProcessorTime)})";
}
