using System.Runtime.InteropServices;

namespace Tutorial.Net;

/// <summary>Whether the process has descriptors left beyond a few that a server leaves to the rest of it.</summary>
/// <remarks>
/// With none left, .NET on Linux can start no thread, since each takes a pipe; and when the thread pool cannot start one, the process
/// ends ("Out of memory."). Clients must not have that in their hands.
/// </remarks>
internal static partial class DescriptorRoom
{
    /// <summary>Some threads, and a file to log to; an eighth where the limit is small.</summary>
    private const int Reserve = 16;

    private const int CloseOnExec = 0x80000; // EFD_CLOEXEC

    /// <summary>RLIMIT_NOFILE.</summary>
    private static readonly int NumberOfFiles = OperatingSystem.IsLinux() ? 7 : 8;

    /// <summary>Asks anew each time, since limits change. Elsewhere than on Linux, and where it cannot be known, there is.</summary>
    public static bool IsThere()
    {
        if (!OperatingSystem.IsLinux())
            return true;
        // The lowest one that is free: those below it are all taken.
        int free = Open(0, CloseOnExec);
        if (free < 0)
            return false;
        _ = Close(free);
        return GetLimit(NumberOfFiles, out Limit limit) != 0 || (nuint)free < Room(limit);
    }

    /// <summary>
    /// How many connections one call of Socket.Select can wait for, which throws for one more: each is in the lists of reads and of writes
    /// and, but for Linux, of errors; poll(2) takes as many entries as the process may have descriptors, .NET 65,536 a list.
    /// </summary>
    public static int OfSelect()
    {
        const int MostOfList = 65_536 - Reserve;
        if (OperatingSystem.IsWindows() || GetLimit(NumberOfFiles, out Limit limit) != 0)
            return MostOfList;
        return (int)Math.Clamp(Room(limit) / (OperatingSystem.IsLinux() ? 2u : 3u), 1, MostOfList);
    }

    private static nuint Room(in Limit limit) => limit.Soft - Math.Min(Reserve, limit.Soft / 8);

    [LibraryImport("libc", EntryPoint = "eventfd")]
    private static partial int Open(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    /// <summary>Two numbers as wide as a register; on 32 bits musl's have 64, and it writes sixteen bytes. The soft one begins with
    /// its low half wherever .NET runs on 32 bits.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 16)]
    private struct Limit
    {
        public nuint Soft;
    }
}
