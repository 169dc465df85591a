using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Tutorial.Net.Fuzz;

/// <summary>Two sockets that are connected to each other and to nothing else: socketpair(2).</summary>
public static partial class SocketPair
{
    /// <summary>Both ends, the caller's.</summary>
    public static unsafe (Socket One, Socket Other) Create()
    {
        const int Unix = 1, Stream = 1, CloseOnExec = 0x80000; // SOCK_CLOEXEC of Linux
        // A program that was started meanwhile would have both ends, too, and keep them open until it ends.
        int type = Stream | (OperatingSystem.IsLinux() ? CloseOnExec : 0);
        int* ends = stackalloc int[2];
        if (Create(Unix, type, 0, ends) != 0)
            throw new SocketException(Marshal.GetLastPInvokeError());
        return (new(new SafeSocketHandle(ends[0], ownsHandle: true)), new(new SafeSocketHandle(ends[1], ownsHandle: true)));
    }

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static unsafe partial int Create(int domain, int type, int protocol, int* ends);
}
