using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net;

public static partial class TcpSocket
{
    /// <summary>
    /// Connects to a host by name or address. Where it has several addresses, they race as RFC 8305 ("Happy Eyeballs") says.
    /// </summary>
    /// <remarks>
    /// The addresses are tried in the resolver's order, IPv6 and IPv4 in turn. The next attempt begins when the one before has
    /// failed, or after 250 ms without an answer (earlier where <paramref name="timeout"/> is short). The first to answer
    /// wins; the other attempts are closed before this returns. Unlike <see cref="Socket.Connect(string, int)"/> an address
    /// that drops packets costs 250 ms, not two minutes. Needs no thread of the pool unless a name is resolved under a time
    /// limit.
    /// </remarks>
    /// <param name="host">A name, or an IPv4 or IPv6 address, the latter in brackets or not.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="timeout">
    /// Of the whole call, resolving included. <see cref="TimeSpan.Zero"/> takes what answers at once. Null, the default, and
    /// <see cref="Timeout.InfiniteTimeSpan"/> wait as long as the system does (about two minutes an address).
    /// </param>
    /// <returns>
    /// A connected blocking socket. The caller owns it. (On Linux its descriptor is truly blocking; on macOS .NET emulates
    /// that.)
    /// </returns>
    /// <exception cref="SocketException">
    /// The name does not resolve, or no address took the connection: the message lists every attempt and what each said.
    /// <see cref="SocketError.TimedOut"/> when the time was over; otherwise <see cref="SocketError.ConnectionRefused"/> if one
    /// refused.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="host"/> is empty, ends in a port, is a URL, or has a NUL in it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="port"/> is not a port, or <paramref name="timeout"/> is negative and not infinite.
    /// </exception>
    /// <example>
    /// <code>
    /// using Socket socket = TcpSocket.Connect("example.org", 7, TimeSpan.FromSeconds(5));
    /// socket.SendAll("hello\n"u8);
    /// </code>
    /// </example>
    public static Socket Connect(string host, int port, TimeSpan? timeout = null) =>
        Connect(host, port, Deadline.After(timeout ?? Timeout.InfiniteTimeSpan), HostResolver.System);

    /// <summary>Connects to an end point: an address and port, or a name and port.</summary>
    /// <param name="endPoint">An <see cref="IPEndPoint"/>, or a <see cref="DnsEndPoint"/>, whose addresses race.</param>
    /// <param name="timeout">Of the whole call; null, the default, waits as long as the system does.</param>
    /// <returns>A connected blocking socket. The caller owns it.</returns>
    /// <inheritdoc cref="Connect(string, int, TimeSpan?)" path="/exception[@cref='T:System.Net.Sockets.SocketException']"/>
    /// <exception cref="ArgumentException">
    /// The end point is of another kind, and the message says what to use; or its host ends in a port, is a URL, or has a NUL in it.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The end point's port is 0, or <paramref name="timeout"/> is negative and not infinite.
    /// </exception>
    public static Socket Connect(EndPoint endPoint, TimeSpan? timeout = null)
    {
        (string host, int port, AddressFamily family) = Target(endPoint);
        return Connect(host, port, Deadline.After(timeout ?? Timeout.InfiniteTimeSpan), HostResolver.System, family);
    }

    /// <summary>
    /// Connects to a host by name or address without blocking a thread. Several addresses race as in
    /// <see cref="Connect(string, int, TimeSpan?)"/>.
    /// </summary>
    /// <param name="host">A name, or an IPv4 or IPv6 address, the latter in brackets or not.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="cancellationToken">Gives up; the only time limit besides the system's.</param>
    /// <returns>A connected socket. The caller owns it.</returns>
    /// <exception cref="SocketException">
    /// The name does not resolve, or no address took the connection: the message lists every attempt and what each said.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing stays open.</exception>
    /// <exception cref="ArgumentException"><paramref name="host"/> is empty, ends in a port, is a URL, or has a NUL in it.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="port"/> is not a port.</exception>
    /// <example>
    /// <code>using Socket socket = await TcpSocket.ConnectAsync("example.org", 7, cancellationToken);</code>
    /// </example>
    public static ValueTask<Socket> ConnectAsync(string host, int port, CancellationToken cancellationToken = default) =>
        ConnectAsync(host, port, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <inheritdoc cref="ConnectAsync(string, int, CancellationToken)" path="/example|/exception|/returns"/>
    /// <summary>
    /// Connects to a host by name or address before a deadline, without blocking a thread. Several addresses race as in
    /// <see cref="Connect(string, int, TimeSpan?)"/>.
    /// </summary>
    /// <param name="host">A name, or an IPv4 or IPv6 address, the latter in brackets or not.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="timeout">
    /// Of the whole call, resolving included; <see cref="Timeout.InfiniteTimeSpan"/> waits as long as the system does.
    /// </param>
    /// <param name="cancellationToken">Gives up earlier.</param>
    /// <exception cref="SocketException">
    /// The name does not resolve, or no address took the connection: the message lists every attempt and what each said.
    /// <see cref="SocketError.TimedOut"/> when the time was over.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="port"/> is not a port, or <paramref name="timeout"/> is negative and not infinite.
    /// </exception>
    public static ValueTask<Socket> ConnectAsync(
        string host, int port, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        HostResolver.Validate(host, port);
        return ConnectAsync(host, port, Deadline.After(timeout), HostResolver.System, cancellationToken: cancellationToken);
    }

    /// <summary>Connects to an end point, an address and port or a name and port, without blocking a thread.</summary>
    /// <param name="endPoint">An <see cref="IPEndPoint"/>, or a <see cref="DnsEndPoint"/>, whose addresses race.</param>
    /// <param name="cancellationToken">Gives up; the only time limit besides the system's.</param>
    /// <returns>A connected socket. The caller owns it.</returns>
    /// <inheritdoc cref="ConnectAsync(string, int, CancellationToken)" path="/exception[@cref='T:System.Net.Sockets.SocketException']"/>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing stays open.</exception>
    /// <exception cref="ArgumentException">
    /// The end point is of another kind, and the message says what to use; or its host ends in a port, is a URL, or has a NUL in it.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The end point's port is 0.</exception>
    public static ValueTask<Socket> ConnectAsync(EndPoint endPoint, CancellationToken cancellationToken = default)
    {
        return ConnectAsync(endPoint, Timeout.InfiniteTimeSpan, cancellationToken);
    }

    /// <inheritdoc cref="ConnectAsync(EndPoint, CancellationToken)" path="/exception|/returns"/>
    /// <summary>
    /// Connects to an end point, an address and port or a name and port, before a deadline, without blocking a thread.
    /// </summary>
    /// <param name="endPoint">An <see cref="IPEndPoint"/>, or a <see cref="DnsEndPoint"/>, whose addresses race.</param>
    /// <param name="timeout">
    /// Of the whole call, resolving included; <see cref="Timeout.InfiniteTimeSpan"/> waits as long as the system does.
    /// </param>
    /// <param name="cancellationToken">Gives up earlier.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The end point's port is 0, or <paramref name="timeout"/> is negative and not infinite.
    /// </exception>
    public static ValueTask<Socket> ConnectAsync(
        EndPoint endPoint, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        (string host, int port, AddressFamily family) = Target(endPoint);
        HostResolver.Validate(host, port);
        return ConnectAsync(host, port, Deadline.After(timeout), HostResolver.System, family, cancellationToken);
    }

    internal static Socket Connect(
        string host, int port, Deadline deadline, HostResolver.LookUp lookUp, AddressFamily family = AddressFamily.Unspecified)
    {
        HostResolver.Validate(host, port);
        IPEndPoint[] endPoints = HostResolver.Resolve(host, port, family, deadline, lookUp);
        return ConnectDriver.Run(new ConnectRace(HostText.Of(host, port), endPoints, deadline));
    }

    internal static async ValueTask<Socket> ConnectAsync(
        string host,
        int port,
        Deadline deadline,
        HostResolver.LookUp lookUp,
        AddressFamily family = AddressFamily.Unspecified,
        CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        IPEndPoint[] endPoints;
        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            limit.CancelAfter(deadline.NextTimer);
            try
            {
                endPoints = await HostResolver.ResolveAsync(host, port, family, lookUp, limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw HostResolver.TookTooLong(host, port);
            }
        }

        var race = new ConnectRace(HostText.Of(host, port), endPoints, deadline);
        return await ConnectDriver.RunAsync(race, cancellationToken).ConfigureAwait(false);
    }

    private static (string Host, int Port, AddressFamily Family) Target(EndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return endPoint switch
        {
            IPEndPoint ip => (ip.Address.ToString(), ip.Port, AddressFamily.Unspecified),
            DnsEndPoint dns => (dns.Host, dns.Port, dns.AddressFamily),
            UnixDomainSocketEndPoint =>
                throw new ArgumentException("A path is no TCP end point. Use UnixSocket.Connect.", nameof(endPoint)),
            _ => throw new ArgumentException(
                $"{endPoint.GetType().Name} is no TCP end point. Give an IPEndPoint or a DnsEndPoint.", nameof(endPoint)),
        };
    }
}
