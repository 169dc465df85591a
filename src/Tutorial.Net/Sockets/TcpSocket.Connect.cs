using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net;

public static partial class TcpSocket
{
    // About 49 days; a longer limit is none.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>Connects to a host by name or address, trying each of its addresses in the order the resolver gives.</summary>
    /// <param name="host">A name, or an IPv4 or IPv6 address.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="timeout">
    /// Of the whole call, resolving included; shared out so that one address that does not answer leaves time for the others.
    /// Null, the default, waits as long as the system does (about two minutes an address).
    /// </param>
    /// <returns>A connected blocking socket.</returns>
    /// <exception cref="SocketException">
    /// The name does not resolve, or no address took the connection: the message lists what was tried and what each said.
    /// <see cref="SocketError.TimedOut"/> when the time was over.
    /// </exception>
    /// <exception cref="ArgumentException"><paramref name="host"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="port"/> is not a port, or <paramref name="timeout"/> is negative and not infinite.
    /// </exception>
    public static Socket Connect(string host, int port, TimeSpan? timeout = null)
    {
        Validate(host, port);
        Deadline deadline = Deadline.After(timeout < LongestTimer ? timeout.Value : Timeout.InfiniteTimeSpan);
        return ConnectAny(host, port, Resolve(host, port, deadline), deadline);
    }

    /// <summary>Connects to the first of several addresses that takes the connection.</summary>
    internal static Socket ConnectAny(string host, int port, IPAddress[] addresses, Deadline deadline)
    {
        var tried = new ConnectAttempts(host, port);
        for (int i = 0; i < addresses.Length; i++)
        {
            TimeSpan share = deadline.IsInfinite ? deadline.Remaining : deadline.Remaining / (addresses.Length - i);
            if (TryConnect(new IPEndPoint(addresses[i], port), share, tried) is { } socket)
                return socket;
        }

        throw tried.ToException();
    }

    /// <summary>
    /// Connects to a host by name or address without blocking a thread, trying each of its addresses in the order the
    /// resolver gives.
    /// </summary>
    /// <param name="host">A name, or an IPv4 or IPv6 address.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="cancellationToken">Gives up; the only time limit besides the system's.</param>
    /// <returns>A connected socket.</returns>
    /// <exception cref="SocketException">
    /// The name does not resolve, or no address took the connection: the message lists what was tried and what each said.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing stays open.</exception>
    /// <exception cref="ArgumentException"><paramref name="host"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="port"/> is not a port.</exception>
    public static async ValueTask<Socket> ConnectAsync(string host, int port, CancellationToken cancellationToken = default)
    {
        Validate(host, port);
        IPAddress[] addresses = await ResolveAsync(host, port, cancellationToken).ConfigureAwait(false);
        return await ConnectAnyAsync(host, port, addresses, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Connects to the first of several addresses that takes the connection.</summary>
    internal static async ValueTask<Socket> ConnectAnyAsync(
        string host, int port, IPAddress[] addresses, CancellationToken cancellationToken)
    {
        var tried = new ConnectAttempts(host, port);
        foreach (IPAddress address in addresses)
        {
            var endPoint = new IPEndPoint(address, port);
            Socket? socket = null;
            try
            {
                socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
                return socket;
            }
            catch (SocketException e)
            {
                socket?.Dispose();
                tried.Add(endPoint, e.SocketErrorCode);
            }
            catch
            {
                socket?.Dispose();
                throw;
            }
        }

        throw tried.ToException();
    }

    private static void Validate(string host, int port)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
    }

    private static Socket? TryConnect(IPEndPoint endPoint, TimeSpan timeout, ConnectAttempts tried)
    {
        if (timeout == TimeSpan.Zero)
        {
            tried.Add(endPoint, SocketError.TimedOut);
            return null;
        }

        Socket? socket = null;
        int state = 0; // 1: the connect is over, 2: the time is
        try
        {
            socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);

            // Closing the socket is what ends a blocking connect everywhere. ConnectAsync would take a token, but leaves the
            // descriptor non-blocking for good, and every later blocking call slower.
            using var timer = new Timer(
                _ =>
                {
                    if (Interlocked.CompareExchange(ref state, 2, 0) == 0)
                        socket.Dispose();
                },
                null,
                timeout,
                Timeout.InfiniteTimeSpan);
            socket.Connect(endPoint);
            if (Interlocked.CompareExchange(ref state, 1, 0) == 0)
                return socket;

            tried.Add(endPoint, SocketError.TimedOut);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            bool timedOut = Interlocked.Exchange(ref state, 1) == 2;
            tried.Add(endPoint, timedOut || e is not SocketException error ? SocketError.TimedOut : error.SocketErrorCode);
        }

        socket?.Dispose();
        return null;
    }

    private static IPAddress[] Resolve(string host, int port, Deadline deadline)
    {
        if (deadline.IsInfinite)
            return ResolveAsync(host, port, CancellationToken.None).GetAwaiter().GetResult();

        using var timeout = new CancellationTokenSource(deadline.Remaining);
        try
        {
            return ResolveAsync(host, port, timeout.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            throw new SocketException(
                (int)SocketError.TimedOut, $"Cannot connect to {host}:{port}: the name did not resolve in time (TimedOut).");
        }
    }

    private static Task<IPAddress[]> ResolveAsync(string host, int port, CancellationToken cancellationToken) =>
        ResolveAsync(host, port, Dns.GetHostAddressesAsync, cancellationToken);

    internal static async Task<IPAddress[]> ResolveAsync(
        string host, int port, Func<string, CancellationToken, Task<IPAddress[]>> resolver, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out IPAddress? address))
            return [Unmapped(address)];

        try
        {
            // Off Windows the resolver takes no notice of the token while it runs.
            IPAddress[] addresses = await resolver(host, cancellationToken)
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            return addresses.Length > 0 ? addresses : throw new SocketException((int)SocketError.NoData);
        }
        catch (SocketException e)
        {
            throw new SocketException(
                (int)e.SocketErrorCode,
                $"Cannot connect to {host}:{port}: the name does not resolve ({e.SocketErrorCode}). Check its spelling and the machine's DNS.");
        }
        catch (ArgumentException)
        {
            throw new SocketException(
                (int)SocketError.HostNotFound,
                $"Cannot connect to port {port}: the host name is no name ({host.Length} characters; a name has at most 255).");
        }
    }
}
