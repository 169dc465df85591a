namespace Tutorial.Net.Benchmarks.Buffers;

/// <summary>What is varied, how long each cell takes, and how often it comes round.</summary>
internal sealed record BufferMatrix
{
    public const int SmallWrite = 1 << 10;
    public const int LargeWrite = 256 << 10;
    private const int LeastBuffer = 256;
    private const int MostBuffer = 4 << 20;

    public required IReadOnlyList<int> BufferSizes { get; init; }

    public IReadOnlyList<ChunkReceiver> Receivers { get; init; } = ChunkReceiver.All;

    public IReadOnlyList<int> WriteSizes { get; init; } = [SmallWrite, LargeWrite];

    public IReadOnlyList<int> SocketBuffers { get; init; } = [0, 64 << 10, 4 << 20];

    public IReadOnlyList<bool> NoDelay { get; init; } = [false, true];

    public required TimeSpan WarmUp { get; init; }

    public required TimeSpan Duration { get; init; }

    public required int Rounds { get; init; }

    /// <summary>About a minute.</summary>
    public static BufferMatrix Quick { get; } = new()
    {
        BufferSizes = Steps(4),
        WarmUp = TimeSpan.FromMilliseconds(50),
        Duration = TimeSpan.FromMilliseconds(200),
        Rounds = 3,
    };

    /// <summary>About four minutes.</summary>
    public static BufferMatrix Full { get; } = Quick with
    {
        BufferSizes = Steps(2),
        Duration = TimeSpan.FromMilliseconds(250),
        Rounds = 7,
    };

    /// <summary>Every buffer with the socket as the system makes it, and every setting of the socket with one buffer.</summary>
    public IEnumerable<BufferCell> Cells() =>
        from socketBuffer in SocketBuffers
        from noDelay in NoDelay
        from writeSize in WriteSizes
        from bufferSize in BufferSizes
        where (socketBuffer == 0 && !noDelay) || bufferSize == SettingsBuffer
        from receiver in Receivers
        select new BufferCell(receiver.Name, bufferSize, writeSize, socketBuffer, noDelay);

    /// <summary>The usual one, or what there is instead of it.</summary>
    private int SettingsBuffer => BufferSizes.Contains(BufferAdvice.UsualSize) ? BufferAdvice.UsualSize : BufferSizes[^1];

    private static int[] Steps(int factor)
    {
        var sizes = new List<int>();
        for (int size = LeastBuffer; size <= MostBuffer; size *= factor)
            sizes.Add(size);
        if (sizes[^1] != MostBuffer)
            sizes.Add(MostBuffer);
        return [.. sizes];
    }
}
