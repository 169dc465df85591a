using System.Buffers;
using System.Net;

namespace Tutorial.Net;

/// <summary>Who is a trusted proxy, and the header that comes from one.</summary>
internal static class ProxyIntake
{
    /// <summary>Whether a header is required from this source; IPv4 also as a dual-mode listener has it.</summary>
    public static bool IsTrusted(EndPoint? remote, IReadOnlyCollection<IPNetwork> proxies)
    {
        if (proxies.Count == 0 || remote is not IPEndPoint { Address: IPAddress address })
            return false;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        foreach (IPNetwork network in proxies)
        {
            if (network.Contains(address))
                return true;
        }

        return false;
    }

    /// <summary>Takes the header off the front of what came. False while it is not whole; one that cannot be one ends the session.</summary>
    public static bool TryTake(SessionCore session, SessionReader reader, out ProxyHeader header)
    {
        ReadOnlySpan<byte> bytes = reader.Input.Buffered.Span;
        OperationStatus status = ProxyHeader.TryParse(bytes, out header, out int consumed);
        if (status == OperationStatus.Done)
        {
            reader.Input.Skip(consumed);
            return true;
        }

        if (status == OperationStatus.NeedMoreData && !reader.HasPeerEnded)
            return false;
        session.Finish(null, SessionEnd.BadProxyHeader);
        return false;
    }
}
