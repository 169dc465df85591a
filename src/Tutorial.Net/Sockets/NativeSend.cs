using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Tutorial.Net;

/// <summary>
/// send(2) with <c>MSG_DONTWAIT</c>: one attempt that does not wait, where the system honours the flag whatever the socket's
/// mode (<see cref="PortableSockets"/>).
/// </summary>
/// <remarks>
/// <see cref="Socket.Send(ReadOnlySpan{byte})"/> on a blocking socket loops inside the runtime: after a reset in the middle
/// it reports <see cref="SocketError.TimedOut"/> and no count. Making the socket non-blocking for the length of a call
/// would disturb a thread that receives on it, and .NET never makes the descriptor blocking again.
/// </remarks>
internal static partial class NativeSend
{
    private static readonly bool IsLinux = OperatingSystem.IsLinux() || OperatingSystem.IsAndroid();

    // MSG_DONTWAIT | MSG_NOSIGNAL, where there is one; the runtime ignores SIGPIPE.
    private static readonly int Flags = IsLinux ? 0x40 | 0x4000 : 0x80;

    // errno(3) in Linux's and in BSD's numbers; what is not here is reported as SocketError. ENOBUFS is no EAGAIN: nothing
    // says when to try again.
    private static readonly (int Linux, int Bsd, SocketError Error)[] Errors =
    [
        (11, 35, SocketError.WouldBlock), // EAGAIN
        (4, 4, SocketError.Interrupted), // EINTR
        (32, 32, SocketError.Shutdown), // EPIPE
        (None, 41, SocketError.Shutdown), // EPROTOTYPE: XNU's answer to a send while the socket is being shut down
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

    private const int None = 0;

    /// <summary>Sends what goes at once.</summary>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    [UnsupportedOSPlatform("windows")]
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
        return ToSocketError(Marshal.GetLastPInvokeError(), IsLinux);
    }

    public static SocketError ToSocketError(int errno, bool linux)
    {
        foreach ((int onLinux, int onBsd, SocketError error) in Errors)
        {
            if (errno == (linux ? onLinux : onBsd))
                return error;
        }

        return SocketError.SocketError;
    }

    [UnsupportedOSPlatform("windows")]
    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static unsafe partial nint Send(SafeSocketHandle socket, byte* buffer, nuint length, int flags);
}
