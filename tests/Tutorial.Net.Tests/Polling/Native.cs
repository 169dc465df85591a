using System.Globalization;
using System.Runtime.InteropServices;

namespace Tutorial.Net.Tests.Polling;

/// <summary>What the tests need of the C library.</summary>
internal static partial class Native
{
    public const int SigCont = 18;

    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID

    private const int NumberOfFiles = 7; // RLIMIT_NOFILE

    [LibraryImport("libc", EntryPoint = "gettid")]
    public static partial int CurrentThread();

    [LibraryImport("libc", EntryPoint = "dup")]
    public static partial int Duplicate(nint descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    public static partial int Duplicate(nint descriptor, int number);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    /// <summary>RLIMIT_NOFILE of this process.</summary>
    public static (ulong Soft, ulong Hard) DescriptorLimits
    {
        get
        {
            ulong[] limits = new ulong[2];
            Assert.Equal(0, GetLimit(NumberOfFiles, limits));
            return (limits[0], limits[1]);
        }
        set => Assert.Equal(0, SetLimit(NumberOfFiles, [value.Soft, value.Hard]));
    }

    public static void Signal(int thread, int signal) => Assert.Equal(0, SendSignal(Environment.ProcessId, thread, signal));

    /// <summary>What the current thread has computed so far: a wait that sleeps adds nothing, one that spins adds its length.</summary>
    public static TimeSpan ThreadTime()
    {
        long[] time = new long[2];
        Assert.Equal(0, GetTime(ThreadCpuTime, time));
        return TimeSpan.FromSeconds(time[0]) + TimeSpan.FromTicks(time[1] / 100);
    }

    /// <summary>How often the current thread has gone to sleep so far, as proc_pid_status(5) tells.</summary>
    public static long ThreadSleeps()
    {
        const string Name = "voluntary_ctxt_switches:";
        string line = File.ReadLines("/proc/thread-self/status").First(line => line.StartsWith(Name, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(Name.Length), CultureInfo.InvariantCulture);
    }

    [LibraryImport("libc", EntryPoint = "tgkill")]
    private static partial int SendSignal(int process, int thread, int signal);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, [Out] long[] time);

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, [Out] ulong[] limits);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, ulong[] limits);
}
