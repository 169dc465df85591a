using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tutorial.Net;

/// <summary>Opens what a server listens with.</summary>
internal static class ListenSockets
{
    private const int Backlog = 4_096;

    public static Socket Open(EndPoint endPoint, bool reusePort) => endPoint switch
    {
        IPEndPoint ip when reusePort => OpenShared(ip),
        IPEndPoint ip => TcpSocket.Listen(ip, Backlog),
        UnixDomainSocketEndPoint unix => UnixSocket.Listen(PathOf(unix), Backlog),
        _ => throw new ArgumentException(
            $"{endPoint} is neither an IPEndPoint nor a UnixDomainSocketEndPoint; resolve a name first.", nameof(endPoint)),
    };

    /// <summary>Whether connections can be accepted from it (SO_ACCEPTCONN, socket(7)).</summary>
    public static bool IsListening(Socket socket)
    {
        try
        {
            return socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.AcceptConnection) is not 0;
        }
        catch (SocketException exception)
        {
            // Windows knows no such option of a datagram socket. What cannot be known for want of memory, accept will say.
            return exception.SocketErrorCode != SocketError.ProtocolOption;
        }
    }

    /// <summary>Its text shows an abstract name with an at sign, which is the path of a file to whoever reads it.</summary>
    private static string PathOf(UnixDomainSocketEndPoint endPoint)
    {
        const int PathStart = 2; // offsetof(struct sockaddr_un, sun_path)
        SocketAddress address = endPoint.Serialize();
        ReadOnlySpan<byte> path = address.Buffer.Span[PathStart..address.Size];
        return Encoding.UTF8.GetString(path.StartsWith((byte)0) ? path : path.TrimEnd((byte)0));
    }

    private static Socket OpenShared(IPEndPoint endPoint)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("Sharing a port among servers is Linux's SO_REUSEPORT; elsewhere one server deals by Adopt.");
        const int SocketLevel = 1, ReusePort = 15; // SOL_SOCKET, SO_REUSEPORT
        return TcpSocket.ListenPrepared(
            endPoint, Backlog, static socket => socket.SetRawSocketOption(SocketLevel, ReusePort, BitConverter.GetBytes(1)));
    }
}
