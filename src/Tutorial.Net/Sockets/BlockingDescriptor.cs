using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Tutorial.Net;

/// <summary>Makes a descriptor that was non-blocking while it connected truly blocking again.</summary>
/// <remarks>
/// Off Windows .NET never does: it keeps the descriptor non-blocking and emulates blocking calls, with a hand-over between
/// threads for each wait. Where this cannot be done the socket works that way.
/// </remarks>
[SupportedOSPlatform("linux")]
internal static partial class BlockingDescriptor
{
    private const int GetFlags = 3, SetFlags = 4, DuplicateCloseOnExec = 1030; // F_GETFL, F_SETFL, F_DUPFD_CLOEXEC
    private const int NonBlocking = 0x800; // O_NONBLOCK

    // fcntl(2) takes variable arguments; on these they are passed as others are.
    private static readonly bool CanCall = RuntimeInformation.ProcessArchitecture
        is Architecture.X64 or Architecture.X86 or Architecture.Arm64 or Architecture.Arm or Architecture.S390x;

    /// <summary>Takes <paramref name="socket"/> over and gives the same connection back as a new socket object; null, and the
    /// old one left alone, where it is not connected.</summary>
    public static Socket? Restore(Socket socket)
    {
        // What .NET knows of a descriptor's mode stays with its handle; only a new handle is looked at again.
        int descriptor = CanCall ? Control(socket.SafeHandle, DuplicateCloseOnExec, 0) : -1;
        if (descriptor < 0)
            return socket;

        var handle = new SafeSocketHandle(descriptor, ownsHandle: true);
        int flags = Control(handle, GetFlags, 0);
        if (flags < 0 || Control(handle, SetFlags, flags & ~NonBlocking) < 0)
        {
            handle.Dispose();
            return socket;
        }

        Socket restored;
        try
        {
            restored = new Socket(handle);
        }
        catch (SocketException)
        {
            handle.Dispose();
            return socket;
        }

        if (!restored.Connected)
        {
            restored.Dispose();
            return null;
        }

        socket.Dispose();
        return restored;
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(SafeSocketHandle descriptor, int command, int argument);
}
