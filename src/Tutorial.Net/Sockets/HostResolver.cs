using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>Turns a host and a port into what to try, or into an error that says what is wrong with the name.</summary>
internal static class HostResolver
{
    /// <summary>Looks a name up. Tests script it.</summary>
    public delegate Task<IPAddress[]> LookUp(string host, CancellationToken cancellationToken);

    public static readonly LookUp System = Dns.GetHostAddressesAsync;

    /// <exception cref="ArgumentException">The host is empty, or it is a host and a port, or a URL, or has a NUL in it.</exception>
    public static void Validate(string host, int port)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        // IPAddress.Parse would take [::1]:80 and drop the port. No name holds a colon, and every IPv6 address holds two.
        if ((host.StartsWith('[') && !host.EndsWith(']')) || host.Count(c => c == ':') == 1 || host.Contains('/'))
        {
            throw new ArgumentException(
                $"'{HostText.Printable(host)}' is more than a host. Give the host and the port by themselves.", nameof(host));
        }

        // The system's resolver ends the name there, and the connection would go elsewhere than the whole of it says.
        if (host.Contains('\0'))
            throw new ArgumentException($"'{HostText.Printable(host)}' has a NUL in it, as no host's name does.", nameof(host));

        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
    }

    public static IPEndPoint[] Resolve(string host, int port, AddressFamily family, Deadline deadline, LookUp lookUp)
    {
        using var timeout = new CancellationTokenSource(deadline.NextTimer);
        try
        {
            // A thread that waits here must not depend on one that the pool would have to add.
            LookUp waitsHere = deadline.IsInfinite && lookUp == System
                ? (name, _) => Task.FromResult(Dns.GetHostAddresses(name))
                : lookUp;
            return ResolveAsync(host, port, family, waitsHere, timeout.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw TookTooLong(host, port);
        }
    }

    /// <param name="host">A name or an address.</param>
    /// <param name="port">Of each of the end points.</param>
    /// <param name="family">What they are to be of; <see cref="AddressFamily.Unspecified"/> takes all.</param>
    /// <param name="lookUp">For a name.</param>
    /// <param name="cancellationToken">Ends the wait, not the look-up.</param>
    public static async Task<IPEndPoint[]> ResolveAsync(
        string host, int port, AddressFamily family, LookUp lookUp, CancellationToken cancellationToken)
    {
        IEnumerable<IPAddress> all = IPAddress.TryParse(host, out IPAddress? address)
            ? [AddressOrder.Unmapped(address)]
            : await LookUpAsync(host, port, lookUp, cancellationToken).ConfigureAwait(false);
        IPEndPoint[] taken =
            [.. all.Where(a => family == AddressFamily.Unspecified || family == a.AddressFamily || family == address?.AddressFamily)
                .Select(a => new IPEndPoint(a, port))];
        return taken.Length > 0
            ? taken
            : throw new SocketException(
                (int)SocketError.NoData, $"Cannot connect to {HostText.Of(host, port)}: it has no address of the family {family} (NoData).");
    }

    public static SocketException TookTooLong(string host, int port) =>
        new((int)SocketError.TimedOut, $"Cannot connect to {HostText.Of(host, port)}: the name did not resolve in time (TimedOut).");

    private static async Task<IEnumerable<IPAddress>> LookUpAsync(string host, int port, LookUp lookUp, CancellationToken cancellationToken)
    {
        try
        {
            // Off Windows the resolver takes no notice of the token while it runs.
            IPAddress[] addresses = await lookUp(host, cancellationToken).Observed().WaitAsync(cancellationToken).ConfigureAwait(false);
            if (addresses.Length == 0)
                throw new SocketException((int)SocketError.NoData);
            return AddressOrder.Interleave(addresses);
        }
        catch (SocketException e)
        {
            throw new SocketException(
                (int)e.SocketErrorCode,
                $"Cannot connect to {HostText.Of(host, port)}: the name does not resolve ({e.SocketErrorCode}). "
                + "Check its spelling and the machine's DNS.");
        }
        catch (ArgumentException)
        {
            throw new SocketException(
                (int)SocketError.HostNotFound,
                $"Cannot connect to port {port}: the host name is no name ({host.Length} characters; a name has at most 255).");
        }
    }
}
