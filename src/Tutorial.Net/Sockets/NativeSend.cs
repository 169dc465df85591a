using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Tutorial.Net;

/// <summary>
/// send(2) with <c>MSG_DONTWAIT</c>: one attempt that does not wait, whatever the socket's mode.
/// </summary>
/// <remarks>
/// <see cref="Socket.Send(ReadOnlySpan{byte})"/> on a blocking socket loops inside the runtime: after a reset in the middle
/// it reports <see cref="SocketError.TimedOut"/> and no count. Making the socket non-blocking for the length of a call
/// would disturb a thread that receives on it, and .NET never makes the descriptor blocking again.
/// </remarks>
[UnsupportedOSPlatform("windows")]
internal static partial class NativeSend
{
    private const int InterruptedCall = 4; // EINTR, the same everywhere

    private static readonly bool IsLinux = OperatingSystem.IsLinux() || OperatingSystem.IsAndroid();
    private static readonly int WouldBlock = IsLinux ? 11 : 35; // EAGAIN
    private static readonly int Flags = IsLinux ? 0x40 | 0x4000 : 0x80; // MSG_DONTWAIT | MSG_NOSIGNAL; the runtime ignores SIGPIPE

    // ECONNRESET, EPIPE, … in Linux's and in BSD's numbers (errno(3)); what is not here is reported as SocketError.
    private static readonly (int Linux, int Bsd, SocketError Error)[] Errors =
    [
        (32, 32, SocketError.Shutdown), // EPIPE
        (104, 54, SocketError.ConnectionReset), // ECONNRESET
        (103, 53, SocketError.ConnectionAborted), // ECONNABORTED
        (107, 57, SocketError.NotConnected), // ENOTCONN
        (89, 39, SocketError.NotConnected), // EDESTADDRREQ
        (110, 60, SocketError.TimedOut), // ETIMEDOUT
        (111, 61, SocketError.ConnectionRefused), // ECONNREFUSED
        (113, 65, SocketError.HostUnreachable), // EHOSTUNREACH
        (112, 64, SocketError.HostDown), // EHOSTDOWN
        (101, 51, SocketError.NetworkUnreachable), // ENETUNREACH
        (100, 50, SocketError.NetworkDown), // ENETDOWN
        (102, 52, SocketError.NetworkReset), // ENETRESET
        (90, 40, SocketError.MessageSize), // EMSGSIZE
        (105, 55, SocketError.NoBufferSpaceAvailable), // ENOBUFS
        (12, 12, SocketError.NoBufferSpaceAvailable), // ENOMEM
        (13, 13, SocketError.AccessDenied), // EACCES
        (1, 1, SocketError.AccessDenied), // EPERM
        (22, 22, SocketError.InvalidArgument), // EINVAL
        (88, 38, SocketError.NotSocket), // ENOTSOCK
        (9, 9, SocketError.OperationAborted), // EBADF
    ];

    /// <summary>Sends what goes at once.</summary>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public static unsafe SocketError TrySend(SafeSocketHandle socket, ReadOnlySpan<byte> buffer, out int sent)
    {
        nint result;
        fixed (byte* start = buffer)
            result = Send(socket, start, (nuint)buffer.Length, Flags);

        if (result >= 0)
        {
            sent = (int)result;
            return SocketError.Success;
        }

        sent = 0;
        return ToSocketError(Marshal.GetLastPInvokeError());
    }

    internal static SocketError ToSocketError(int errno)
    {
        if (errno == WouldBlock)
            return SocketError.WouldBlock;
        if (errno == InterruptedCall)
            return SocketError.Interrupted;

        foreach ((int linux, int bsd, SocketError error) in Errors)
        {
            if (errno == (IsLinux ? linux : bsd))
                return error;
        }

        return SocketError.SocketError;
    }

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static unsafe partial nint Send(SafeSocketHandle socket, byte* buffer, nuint length, int flags);
}
