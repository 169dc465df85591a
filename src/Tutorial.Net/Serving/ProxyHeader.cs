using System.Buffers;
using System.Net;

namespace Tutorial.Net;

/// <summary>
/// The header of the PROXY protocol, version 1 (a line of text) or 2 (binary), with which HAProxy and other balancers tell the
/// server behind them who the client is.
/// </summary>
/// <remarks>
/// <para>
/// Anybody can write such a header: parse it only from peers that you trust, and from these always, since a client that sends one
/// through a balancer that adds none would choose its own address.
/// </para>
/// <para>Follows HAProxy's <c>doc/proxy-protocol.txt</c>, revision of 2020/03/05. The checksum and the other TLV fields
/// of version 2 are passed over.</para>
/// </remarks>
/// <example>
/// <code>
/// if (ProxyHeader.TryParse(bytes, out ProxyHeader proxied, out int consumed) == OperationStatus.Done)
///     Console.WriteLine($"{proxied.Source} sends what begins at {consumed}");
/// </code>
/// </example>
public readonly struct ProxyHeader
{
    /// <summary>The longest header there can be: of version 2, with all the TLV fields that its 16-bit length allows.</summary>
    internal const int MaxLength = ProxyHeaderV2.FixedLength + ushort.MaxValue;

    internal ProxyHeader(EndPoint? source, EndPoint? destination, bool isLocal)
    {
        Source = source;
        Destination = destination;
        IsLocal = isLocal;
    }

    /// <summary>
    /// Whether the balancer connected for itself (version 2, LOCAL): a health check. There are no end points then, and the
    /// connection's own are right.
    /// </summary>
    public bool IsLocal { get; }

    /// <summary>
    /// The client's end: an <see cref="IPEndPoint"/> or a <see cref="System.Net.Sockets.UnixDomainSocketEndPoint"/>; null when the
    /// balancer does not know it (UNKNOWN, UNSPEC), the connection is local, or an end is a Unix path that no such object can hold (one that
    /// is not UTF-8, or has all of the header's 108 bytes).
    /// </summary>
    public EndPoint? Source { get; }

    /// <summary>The end that the client connected to; null exactly when <see cref="Source"/> is.</summary>
    public EndPoint? Destination { get; }

    /// <summary>Takes a header from the front of what came.</summary>
    /// <param name="bytes">What came so far, from the connection's first byte.</param>
    /// <param name="header">The header; a default value unless the result is <see cref="OperationStatus.Done"/>.</param>
    /// <param name="consumed">The header's length, behind which the client's own bytes begin; 0 unless the result is Done.</param>
    /// <returns>
    /// <see cref="OperationStatus.Done"/>; <see cref="OperationStatus.NeedMoreData"/> while <paramref name="bytes"/> is the beginning
    /// of one (of at most 107 bytes in version 1, and 65,551 in version 2); <see cref="OperationStatus.InvalidData"/> as soon as it
    /// cannot become one.
    /// </returns>
    public static OperationStatus TryParse(ReadOnlySpan<byte> bytes, out ProxyHeader header, out int consumed)
    {
        header = default;
        consumed = 0;
        if (bytes.IsEmpty)
            return OperationStatus.NeedMoreData;
        return bytes[0] == (byte)'P'
            ? ProxyHeaderV1.TryParse(bytes, ref header, ref consumed)
            : ProxyHeaderV2.TryParse(bytes, ref header, ref consumed);
    }
}
