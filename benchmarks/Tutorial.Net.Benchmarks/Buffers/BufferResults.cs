namespace Tutorial.Net.Benchmarks.Buffers;

/// <summary>Finds rows, whatever part of the matrix was run.</summary>
internal sealed class BufferResults(IReadOnlyList<BufferResult> rows)
{
    public IReadOnlyList<BufferResult> Rows => rows;

    public IReadOnlyList<string> Receivers { get; } = [.. rows.Select(row => row.Cell.Receiver).Distinct()];

    public IReadOnlyList<int> BufferSizes { get; } = [.. rows.Select(row => row.Cell.BufferSize).Distinct().Order()];

    public IReadOnlyList<int> WriteSizes { get; } = [.. rows.Select(row => row.Cell.WriteSize).Distinct().Order()];

    public IReadOnlyList<int> SocketBuffers { get; } = [.. rows.Select(row => row.Cell.SocketBuffer).Distinct().Order()];

    /// <summary>One line of a plot, by buffer size. What nobody sets is as the system sets it.</summary>
    public BufferResult[] Series(string receiver, int writeSize, int socketBuffer = 0, bool noDelay = false) =>
    [
        .. rows
            .Where(row => row.Cell.Receiver == receiver && row.Cell.WriteSize == writeSize
                && row.Cell.SocketBuffer == socketBuffer && row.Cell.NoDelay == noDelay)
            .OrderBy(row => row.Cell.BufferSize),
    ];
}
