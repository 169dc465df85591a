namespace Tutorial.Net.Benchmarks.Guard;

/// <summary>One hot path: what a number of its operations allocates, exactly.</summary>
/// <param name="name">Of the path.</param>
/// <param name="operations">How many are counted.</param>
/// <param name="run">Does as many as it is told.</param>
internal sealed class AllocationCheck(string name, int operations, Action<int> run)
{
    public string Name => name;

    public int Operations => operations;

    /// <summary>What all of them together may allocate: 0, except where what is handed out is an object.</summary>
    public long AllowedBytes { get; init; }

    /// <summary>Whether the path runs on other threads, too, so that the whole process must be counted.</summary>
    public bool IsOnManyThreads { get; init; }

    /// <summary>The bytes of the operations: what twice as many allocate more than once as many, so that what a run costs is not in it.</summary>
    public long Measure() => Least(2 * operations) - Least(operations);

    /// <summary>
    /// After runs that let the compiler finish and the pools fill, the least of a few counts: the runtime's own threads allocate now and
    /// then, the path each time.
    /// </summary>
    private long Least(int count)
    {
        const int WarmUps = 3;
        const int Counts = 5;
        long least = long.MaxValue;
        for (int i = 0; i < WarmUps + Counts; i++)
        {
            long before = Allocated();
            run(count);
            long bytes = Allocated() - before;
            if (i >= WarmUps)
                least = Math.Min(least, bytes);
        }

        return least;
    }

    private long Allocated() => IsOnManyThreads ? GC.GetTotalAllocatedBytes(precise: true) : GC.GetAllocatedBytesForCurrentThread();
}
