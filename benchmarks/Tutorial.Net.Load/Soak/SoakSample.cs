using System.Globalization;

namespace Tutorial.Net.Load.Soak;

/// <summary>The process at one time.</summary>
internal readonly record struct SoakSample(
    double Seconds, int Descriptors, int Threads, long Heap, long Resident, double LagMilliseconds, int Connections, long Lines, long Links, long BlockBytes, int Wrong)
{
    /// <summary>What a slope of chance does not reach, and a leak of one in a thousand connections does.</summary>
    public const double LevelPerHour = 8;

    public const string Head = "seconds,descriptors,threads,live_heap,resident,longest_lag_ms,connections,lines,links,block_bytes,wrong";

    public static SoakSample Take(double seconds, SoakServers servers, SoakCounts counts) => new(
        seconds, DescriptorCount, Directory.GetFileSystemEntries("/proc/self/task").Length, LiveHeap(), Environment.WorkingSet,
        servers.Lag.TakeLongest().TotalMilliseconds, counts.Connections, counts.Lines, counts.Links, counts.BlockBytes, counts.Wrong);

    /// <summary>But for those of assemblies, which are loaded when they are first needed and stay.</summary>
    public static int DescriptorCount => Directory.GetFileSystemEntries("/proc/self/fd")
        .Count(descriptor => Path.GetExtension(new FileInfo(descriptor).LinkTarget) is not (".dll" or ".pdb"));

    /// <summary>Bytes of live objects, by a full collection.</summary>
    public static long LiveHeap()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        GCMemoryInfo collected = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        return collected.HeapSizeBytes - collected.FragmentedBytes;
    }

    public string ToCsv() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Seconds:0.0},{Descriptors},{Threads},{Heap},{Resident},{LagMilliseconds:0.000},{Connections},{Lines},{Links},{BlockBytes},{Wrong}");
}
