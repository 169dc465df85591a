namespace Tutorial.Net.Tests.Infrastructure;

/// <summary>Counts what code allocates on this thread, exactly.</summary>
internal static class Allocated
{
    /// <summary>
    /// The bytes that one more run of <paramref name="work"/> allocates, once the compiler has finished and the pools are filled: the
    /// least of
    /// some runs, because the runtime allocates now and then on anybody's thread.
    /// </summary>
    public static long By(Action work)
    {
        const int WarmUps = 40;
        const int Counts = 10;
        long least = long.MaxValue;
        for (int i = 0; i < WarmUps + Counts; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            if (i >= WarmUps)
                least = Math.Min(least, bytes);
        }

        return least;
    }
}
