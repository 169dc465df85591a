using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Tutorial.Net;

/// <summary>The system calls of epoll(7) and eventfd(2), and the layout of <c>struct epoll_event</c>.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class Epoll
{
    public const int CloseOnExec = 0x80000; // O_CLOEXEC
    public const int EventFdCloseOnExec = 0x80000;
    public const int EventFdNonBlock = 0x800; // O_NONBLOCK

    public const int Add = 1, Delete = 2, Modify = 3;

    public const uint In = 0x1, Out = 0x4, Err = 0x8, Hup = 0x10, PeerHup = 0x2000, EdgeTriggered = 1u << 31;

    private const int Interrupted = 4, NoDescriptor = 9, AlreadyThere = 17, NoSpace = 28; // EINTR, EBADF, EEXIST, ENOSPC

    /// <summary>
    /// A 32-bit mask, then 64 bits of the user's. Packed on x86-64, by the kernel's EPOLL_PACKED; on 32-bit x86 a 64-bit number
    /// is aligned to 4 bytes anyway. Elsewhere (arm64, riscv64, loongarch64, s390x, ppc64le, arm) there are 4 bytes between.
    /// </summary>
    public static readonly int EventSize =
        RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 12 : 16;

    /// <summary>epoll_pwait2 takes nanoseconds: Linux 5.11 and glibc 2.35. On 32 bits the C libraries disagree on its timespec.</summary>
    private static bool s_hasNanoseconds = Environment.Is64BitProcess;

    public static uint Bits(byte* epollEvent) => *(uint*)epollEvent;

    public static ulong Key(byte* epollEvent) => Unsafe.ReadUnaligned<ulong>(epollEvent + EventSize - sizeof(ulong));

    public static void Fill(byte* epollEvent, uint bits, ulong key)
    {
        *(uint*)epollEvent = bits;
        Unsafe.WriteUnaligned(epollEvent + EventSize - sizeof(ulong), key);
    }

    public static uint FromSocketEvents(SocketEvents events) =>
        ((events & SocketEvents.Read) != 0 ? In : 0)
        | ((events & SocketEvents.Write) != 0 ? Out : 0)
        | ((events & SocketEvents.HangUp) != 0 ? PeerHup : 0);

    /// <summary>An error, and a hang-up both ways, count as all: neither a receive nor a send would block, and nothing more
    /// comes.</summary>
    public static SocketEvents ToSocketEvents(uint bits) =>
        ((bits & (In | Err | Hup)) != 0 ? SocketEvents.Read : 0)
        | ((bits & (Out | Err | Hup)) != 0 ? SocketEvents.Write : 0)
        | ((bits & (PeerHup | Err | Hup)) != 0 ? SocketEvents.HangUp : 0);

    /// <summary>Waits once; 0 when a signal came, whose handler must not lengthen the wait: the caller knows what remains of it.</summary>
    public static int Wait(SafeHandle epoll, byte* events, int capacity, TimeSpan timeout)
    {
        int found = timeout.Ticks % TimeSpan.TicksPerMillisecond == 0 || !s_hasNanoseconds
            ? Wait(epoll, events, capacity, Deadline.CeilingMilliseconds(timeout, int.MaxValue))
            : WaitNanoseconds(epoll, events, capacity, timeout);
        if (found >= 0)
            return found;
        return Marshal.GetLastPInvokeError() == Interrupted ? 0 : throw Error("epoll_wait");
    }

    /// <summary>Why the last call failed.</summary>
    public static bool IsAlreadyThere => Marshal.GetLastPInvokeError() == AlreadyThere;

    /// <inheritdoc cref="IsAlreadyThere"/>
    public static bool IsNoDescriptor => Marshal.GetLastPInvokeError() == NoDescriptor;

    public static IOException Error(string call)
    {
        int error = Marshal.GetLastPInvokeError();
        return new IOException($"{call} failed: {Marshal.GetPInvokeErrorMessage(error)} (errno {error}).", error);
    }

    public static Exception ControlError(int count) => Marshal.GetLastPInvokeError() switch
    {
        NoSpace => new InvalidOperationException(
            $"The kernel watches no more sockets for this user; this multiplexer has {count}. See /proc/sys/fs/epoll/max_user_watches."),
        NoDescriptor => new InvalidOperationException("The socket's descriptor was closed behind its back."),
        _ => Error("epoll_ctl"),
    };

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int Control(SafeHandle epoll, int operation, SafeHandle descriptor, byte* epollEvent);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventFd(uint initialValue, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(SafeHandle descriptor, void* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int Wait(SafeHandle epoll, byte* events, int capacity, int milliseconds);

    [LibraryImport("libc", EntryPoint = "epoll_pwait2", SetLastError = true)]
    private static partial int Wait2(SafeHandle epoll, byte* events, int capacity, TimeSpec* timeout, void* signalMask);

    private static int WaitNanoseconds(SafeHandle epoll, byte* events, int capacity, TimeSpan timeout)
    {
        (long seconds, long ticks) = Math.DivRem(timeout.Ticks, TimeSpan.TicksPerSecond);
        TimeSpec time = new() { Seconds = (nint)seconds, Nanoseconds = (nint)(ticks * TimeSpan.NanosecondsPerTick) };
        try
        {
            int found = Wait2(epoll, events, capacity, &time, null);
            // ENOSYS: an older kernel. EPERM: a sandbox that does not know the call.
            if (found >= 0 || Marshal.GetLastPInvokeError() is not (38 or 1))
                return found;
        }
        catch (EntryPointNotFoundException)
        {
            // An older C library.
        }

        s_hasNanoseconds = false;
        return Wait(epoll, events, capacity, Deadline.CeilingMilliseconds(timeout, int.MaxValue));
    }

    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
