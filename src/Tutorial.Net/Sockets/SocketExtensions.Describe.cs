using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net;

public static partial class SocketExtensions
{
    /// <summary>
    /// One line for a log or an error: protocol, both ends, state, as <c>tcp 127.0.0.1:2000 &lt;-&gt; 127.0.0.1:53412
    /// connected</c>, <c>tcp 0.0.0.0:2000 listening</c>, <c>udp 127.0.0.1:5353 bound</c>, <c>tcp disposed</c>. What
    /// <c>getsockname</c> and <c>getpeername</c> say (tutorial, section 7).
    /// </summary>
    /// <remarks>
    /// Never throws, whatever the socket's state, null included. "Connected" is what the last operation left behind: only a
    /// send or a receive finds out that a peer is gone, and then its address is gone too: <c>tcp 127.0.0.1:2000
    /// unconnected</c>. Of the other end of a Unix-domain connection it also says which process and user (by number) made it,
    /// as it was then, where the system tells (<c>SO_PEERCRED</c>; Linux and macOS):
    /// <c>unix /run/x.sock &lt;-&gt; (unnamed) connected, pid 4711 user 1000</c>. An IPv4 address mapped
    /// into IPv6 is shown as IPv4. Control characters in a Unix-domain path are shown as <c>?</c>. For people: the wording may change.
    /// </remarks>
    /// <param name="socket">Any socket.</param>
    public static string Describe(this Socket socket)
    {
        if (socket is null)
            return "no socket";

        string protocol = Protocol(socket);
        string? local, remote;
        try
        {
            local = EndPointOf(() => socket.LocalEndPoint);
            remote = EndPointOf(() => socket.RemoteEndPoint);
        }
        catch (ObjectDisposedException)
        {
            // Not found out by SafeHandle: taking that makes .NET refuse a second attempt to connect with the socket.
            return $"{protocol} disposed";
        }

        if (remote is not null)
            return $"{protocol} {local} <-> {remote} {(socket.Connected ? "connected" : "disconnected")}{PeerOf(socket)}";
        if (socket.SocketType != SocketType.Stream)
            return local is null ? $"{protocol} unbound" : $"{protocol} {local} bound";
        if (local is null)
            return $"{protocol} unconnected";

        return $"{protocol} {local} {(IsListening(socket) ? "listening" : "unconnected")}";
    }

    private static string Protocol(Socket socket) => (socket.AddressFamily, socket.SocketType, socket.ProtocolType) switch
    {
        (AddressFamily.Unix, _, _) => "unix",
        (_, SocketType.Stream, ProtocolType.Tcp or ProtocolType.Unspecified) => "tcp",
        (_, SocketType.Dgram, ProtocolType.Udp or ProtocolType.Unspecified) => "udp",
        (_, SocketType type, ProtocolType protocol) => $"{type}/{protocol}".ToLowerInvariant(),
    };

    private static string? EndPointOf(Func<EndPoint?> endPoint)
    {
        try
        {
            return endPoint() switch
            {
                null => null,
                IPEndPoint { Address.IsIPv4MappedToIPv6: true } ip => new IPEndPoint(ip.Address.MapToIPv4(), ip.Port).ToString(),
                EndPoint other => HostText.Shown(other)!.ToString(),
            };
        }
        catch (Exception e) when (e is SocketException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }

    private static string PeerOf(Socket socket) =>
        socket.AddressFamily == AddressFamily.Unix && NativeOptions.PeerOf(socket) is { } peer
            ? $", pid {peer.Process} user {peer.User}"
            : "";

    private static bool IsListening(Socket socket)
    {
        try
        {
            return socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.AcceptConnection) is not 0;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
