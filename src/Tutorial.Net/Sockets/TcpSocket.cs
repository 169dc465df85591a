using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>
/// Makes TCP sockets that listen or are connected: Python's <c>socket.create_server</c> and
/// <c>socket.create_connection</c>.
/// </summary>
/// <remarks>Safe from any thread. Whoever gets a socket owns it.</remarks>
public static partial class TcpSocket
{
    /// <summary>Binds a socket to <paramref name="endPoint"/> and listens on it (bind(2), listen(2)).</summary>
    /// <remarks>
    /// <see cref="IPAddress.IPv6Any"/> listens for IPv4 as well. The socket is blocking, as <see cref="Socket"/> makes it.
    /// <c>SO_REUSEADDR</c> is never set here: .NET sets what a restart needs by itself when it binds, and its
    /// <see cref="SocketOptionName.ReuseAddress"/> is <c>SO_REUSEPORT</c> too on Linux, with which two servers silently
    /// share the port. On Windows the port is taken for exclusive use (<c>SO_EXCLUSIVEADDRUSE</c>), which means the same.
    /// </remarks>
    /// <param name="endPoint">Where to listen; port 0 lets the system choose one.</param>
    /// <param name="backlog">How many connections may wait to be accepted; at least 0. The system has a cap of its own.</param>
    /// <returns>The listening socket.</returns>
    /// <exception cref="SocketException">
    /// <see cref="SocketError.AddressAlreadyInUse"/>, <see cref="SocketError.AccessDenied"/>,
    /// <see cref="SocketError.AddressNotAvailable"/> or another: the message names the end point, the likely cause and what
    /// to do.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="backlog"/> is negative.</exception>
    public static Socket Listen(IPEndPoint endPoint, int backlog = 512) => ListenPrepared(endPoint, backlog, prepare: null);

    /// <summary>The same with something done to the socket before it is bound.</summary>
    internal static Socket ListenPrepared(IPEndPoint endPoint, int backlog, Action<Socket>? prepare)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentOutOfRangeException.ThrowIfNegative(backlog);
        endPoint = new IPEndPoint(AddressOrder.Unmapped(endPoint.Address), endPoint.Port);
        Socket? socket = null;
        try
        {
            socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            // There a socket with SO_REUSEADDR could otherwise bind the same port and take the connections.
            if (OperatingSystem.IsWindows())
                socket.ExclusiveAddressUse = true;
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            prepare?.Invoke(socket);
            socket.Bind(endPoint);
            socket.Listen(backlog);
            return socket;
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            throw new SocketException(
                (int)e.SocketErrorCode, $"Cannot listen on {endPoint}: {ListenAdvice(endPoint, e)} ({e.SocketErrorCode}).");
        }
    }

    /// <summary>Listens on a port of the loopback address 127.0.0.1: for clients on this machine alone.</summary>
    /// <remarks>To be reached from elsewhere, say so: <c>Listen(new IPEndPoint(IPAddress.IPv6Any, port))</c>.</remarks>
    /// <param name="port">0 to 65535; 0 lets the system choose one, which <see cref="Socket.LocalEndPoint"/> tells.</param>
    /// <param name="backlog">How many connections may wait to be accepted; at least 0.</param>
    /// <returns>The listening socket. The caller owns it.</returns>
    /// <inheritdoc cref="Listen(IPEndPoint, int)" path="/exception[@cref='T:System.Net.Sockets.SocketException']"/>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="port"/> is not a port, or <paramref name="backlog"/> is negative.
    /// </exception>
    /// <example>
    /// <code>
    /// using Socket listener = TcpSocket.Listen(2000);
    /// foreach (Socket client in listener.AcceptAll())
    ///     new Thread(() => Serve(client)).Start();
    /// </code>
    /// </example>
    public static Socket Listen(int port, int backlog = 512) => Listen(IPAddress.Loopback, port, backlog);

    /// <summary>Listens on a port of one address, as <c>new TcpListener(address, port)</c> would.</summary>
    /// <param name="address">
    /// Where to listen: <see cref="IPAddress.Loopback"/> for this machine alone, <see cref="IPAddress.IPv6Any"/> for
    /// everybody, over IPv6 and IPv4.
    /// </param>
    /// <param name="port">0 to 65535; 0 lets the system choose one, which <see cref="Socket.LocalEndPoint"/> tells.</param>
    /// <param name="backlog">How many connections may wait to be accepted; at least 0.</param>
    /// <returns>The listening socket. The caller owns it.</returns>
    /// <inheritdoc cref="Listen(int, int)" path="/exception"/>
    public static Socket Listen(IPAddress address, int port, int backlog = 512)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        return Listen(new IPEndPoint(address, port), backlog);
    }

    internal static string ListenAdvice(IPEndPoint endPoint, SocketException error) => error.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse =>
            $"another socket has port {endPoint.Port}. See who with {WhoHas(endPoint.Port)}, stop it, or take another port; "
            + "0 lets the system choose",
        SocketError.AccessDenied when endPoint.Port is > 0 and < 1024 && !OperatingSystem.IsWindows() =>
            $"port {endPoint.Port} is privileged. Take one from 1024 up, or run with the right to it (root, CAP_NET_BIND_SERVICE)",
        SocketError.AccessDenied => "the system does not allow it. Take another port, or see which policy reserves this one",
        SocketError.AddressNotAvailable =>
            $"{endPoint.Address} is not an address of this machine. Take one of its own, or {Wildcard(endPoint)} for all of them",
        _ => error.Message,
    };

    private static string WhoHas(int port) =>
        OperatingSystem.IsLinux() ? $"'ss -ltnp sport = :{port}'"
        : OperatingSystem.IsWindows() ? $"'netstat -ano | findstr :{port}'"
        : $"'lsof -nP -iTCP:{port} -sTCP:LISTEN'";

    private static IPAddress Wildcard(IPEndPoint endPoint) =>
        endPoint.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
}
