namespace Tutorial.Net.Benchmarks.Buffers;

/// <summary>Finds rows, whatever part of the matrix was run.</summary>
internal sealed class BufferResults(IReadOnlyList<BufferResult> rows)
{
    public IReadOnlyList<BufferResult> Rows => rows;

    public IReadOnlyList<string> Receivers { get; } = [.. rows.Select(row => row.Cell.Receiver).Distinct()];

    public IReadOnlyList<int> BufferSizes { get; } = [.. rows.Select(row => row.Cell.BufferSize).Distinct().Order()];

    public IReadOnlyList<int> WriteSizes { get; } = [.. rows.Select(row => row.Cell.WriteSize).Distinct().Order()];

    /// <summary>One line of a plot, by buffer size, with the socket as the system makes it.</summary>
    public BufferResult[] Series(string receiver, int writeSize) =>
    [
        .. rows
            .Where(row => row.Cell.Receiver == receiver && row.Cell.WriteSize == writeSize && row.Cell is { SocketBuffer: 0, NoDelay: false })
            .OrderBy(row => row.Cell.BufferSize),
    ];

    /// <summary>The buffer with which the socket's settings were varied.</summary>
    public int SettingsBuffer { get; } =
        rows.FirstOrDefault(row => row.Cell.SocketBuffer != 0 || row.Cell.NoDelay)?.Cell.BufferSize ?? rows[^1].Cell.BufferSize;

    /// <summary>One way of receiving with that buffer, under every setting.</summary>
    public BufferResult[] Settings(string receiver, int writeSize) =>
    [
        .. rows
            .Where(row => row.Cell.Receiver == receiver && row.Cell.WriteSize == writeSize && row.Cell.BufferSize == SettingsBuffer)
            .OrderBy(row => row.Cell.NoDelay)
            .ThenBy(row => row.Cell.SocketBuffer),
    ];
}
