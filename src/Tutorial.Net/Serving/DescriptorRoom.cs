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

    private const int NumberOfFiles = 7, CloseOnExec = 0x80000; // RLIMIT_NOFILE, EFD_CLOEXEC

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
        return GetLimit(NumberOfFiles, out Limit limit) != 0 || (nuint)free < limit.Soft - Math.Min(Reserve, limit.Soft / 8);
    }

    [LibraryImport("libc", EntryPoint = "eventfd")]
    private static partial int Open(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    private struct Limit
    {
        public nuint Soft;
        public nuint Hard;
    }
}
