using Tutorial.Net.Benchmarks.Results;

namespace Tutorial.Net.Benchmarks.Buffers;

internal static class BufferTables
{
    private const string Unset = "SO_RCVBUF default, NoDelay off";

    /// <summary>For the terminal: the sockets as the system makes them, and the advice. The rest is in the file.</summary>
    public static IEnumerable<ResultTable> Short(BufferResults results) =>
        [.. results.WriteSizes.Select(writeSize => ByBuffer(results, writeSize)), Advice(results)];

    public static IEnumerable<ResultTable> All(BufferResults results) =>
        [Advice(results), .. results.WriteSizes.Select(writeSize => ByBuffer(results, writeSize)), .. results.WriteSizes.Select(writeSize => BySetting(results, writeSize))];

    private static ResultTable Advice(BufferResults results)
    {
        var table = new ResultTable(
            $"Advice for this machine: the smallest buffer within 5 % of the best ({Unset})",
            "receiving", "sender's writes", "choose", "MB/s", "the best", "MB/s");
        foreach ((BufferResult smallest, BufferResult best) in BufferAdvice.From(results))
        {
            table.Add(
                smallest.Cell.Receiver, Figure.Bytes(smallest.Cell.WriteSize),
                Figure.Bytes(smallest.Cell.BufferSize), Figure.Number(smallest.Rate),
                Figure.Bytes(best.Cell.BufferSize), Figure.Number(best.Rate));
        }

        return table;
    }

    private static ResultTable ByBuffer(BufferResults results, int writeSize)
    {
        var table = new ResultTable(
            $"Writes of {Figure.Bytes(writeSize)}, {Unset}",
            "receiving", "buffer", "MB/s", "CPU ms/MB", "calls/MB", "chunks p10", "p50", "p90");
        foreach (BufferResult row in results.Receivers.SelectMany(receiver => results.Series(receiver, writeSize)))
        {
            table.Add(
                row.Cell.Receiver, Figure.Bytes(row.Cell.BufferSize),
                Figure.Number(row.Rate), Figure.Number(row.ProcessorTime), Figure.Number(row.SystemCalls),
                Figure.Short(row.P10), Figure.Short(row.P50), Figure.Short(row.P90));
        }

        return table;
    }

    private static ResultTable BySetting(BufferResults results, int writeSize)
    {
        (int SocketBuffer, bool NoDelay)[] settings = [.. results.SocketBuffers.SelectMany(size => (IEnumerable<(int, bool)>)[(size, false), (size, true)])];
        string[] names = [.. settings.Select(setting => $"{(setting.SocketBuffer == 0 ? "default" : Figure.Bytes(setting.SocketBuffer))}{(setting.NoDelay ? ", NoDelay" : "")}")];
        var table = new ResultTable($"MB/s by SO_RCVBUF and NoDelay, writes of {Figure.Bytes(writeSize)}", ["receiving", "buffer", .. names]);
        foreach (string receiver in results.Receivers)
        {
            foreach (int bufferSize in results.BufferSizes)
            {
                table.Add([
                    receiver, Figure.Bytes(bufferSize),
                    .. settings.Select(setting => Rate(results.Series(receiver, writeSize, setting.SocketBuffer, setting.NoDelay), bufferSize))]);
            }
        }

        return table;
    }

    private static string Rate(BufferResult[] series, int bufferSize) =>
        Array.Find(series, row => row.Cell.BufferSize == bufferSize) is { } row ? Figure.Number(row.Rate) : "";
}
