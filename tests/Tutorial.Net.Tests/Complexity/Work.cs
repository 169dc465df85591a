using System.Runtime.InteropServices;

namespace Tutorial.Net.Tests.Complexity;

/// <summary>
/// Tells work that grows with its input from work that grows with its square: eight times the input may take twelve times the work. Work is
/// processor time of this thread and bytes allocated. No time is held against a limit, and neither is one try: the least of the tries
/// counts for each size, so whatever else the machine does, only work that is really more can fail. Neither does one step decide: where the
/// larger input no longer fits a cache, eight times the bytes can take eighteen times the time. That happens at one size, while a square
/// shows at every one, so what fails has failed from n to 8n and again from 8n to 64n.
/// </summary>
internal sealed partial class Work
{
    private const int Factor = 8, MostTimes = 12, Tries = 30;

    /// <summary>Processor time after which three tries decide: what takes so long is no noise, and fails within a minute.</summary>
    private const long EnoughNanoseconds = 10_000_000_000;

    /// <summary>What may be allocated whatever the input: a buffer that the pool does not have, a table that is loaded once.</summary>
    private const long FixedBytes = 1 << 20;

    private long _nanoseconds = long.MaxValue;
    private long _bytes = long.MaxValue;

    /// <summary>Measures what <paramref name="prepare"/> returns for <paramref name="n"/> and for eight times that; the preparing itself
    /// is not measured.</summary>
    public static void IsLinear(int n, Func<int, Action> prepare)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The processor time of a thread is read from Linux.");
        string first = Excess(n, prepare);
        if (first.Length > 0 && Excess(n * Factor, prepare) is { Length: > 0 } second)
            Assert.Fail($"{first} {second}");
    }

    /// <summary>Says how much more the larger input takes than it may; nothing if it does not.</summary>
    private static string Excess(int n, Func<int, Action> prepare)
    {
        Work small = new(), large = new();
        long start = Now();
        for (int i = 0; i < Tries && (i < 3 || Now() - start < EnoughNanoseconds); i++)
        {
            small.Try(prepare(n));
            large.Try(prepare(n * Factor));
            if (i > 1 && large._nanoseconds <= small._nanoseconds * MostTimes && large._bytes <= (small._bytes * MostTimes) + FixedBytes)
                return "";
        }

        return $"{n} take {small}, {n * Factor} take {large}: {(double)large._nanoseconds / small._nanoseconds:F1} times as long.";
    }

    public override string ToString() => $"{_nanoseconds / 1_000} us and {_bytes} bytes";

    private static long Now()
    {
        const int ThreadProcessorTime = 3;
        Assert.Equal(0, GetTime(ThreadProcessorTime, out Time time));
        return (time.Seconds * 1_000_000_000) + time.Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Time time);

    private void Try(Action action)
    {
        long bytes = GC.GetAllocatedBytesForCurrentThread(), start = Now();
        action();
        _nanoseconds = Math.Min(_nanoseconds, Now() - start);
        _bytes = Math.Min(_bytes, GC.GetAllocatedBytesForCurrentThread() - bytes);
    }

    private struct Time
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
