using System.Net;

namespace Tutorial.Net;

/// <summary>The order in which the addresses of a host are tried: RFC 8305, section 4.</summary>
internal static class AddressOrder
{
    /// <summary>
    /// Keeps the resolver's order (RFC 6724) within each family and takes the families in turn, beginning with the family of
    /// the first address. An address that is there twice is tried once.
    /// </summary>
    public static IPAddress[] Interleave(IEnumerable<IPAddress> addresses)
    {
        IPAddress[] all = [.. addresses.Select(Unmapped).Distinct()];
        IPAddress[][] families = [.. all.GroupBy(a => a.AddressFamily).Select(f => f.ToArray())];
        return [.. Enumerable.Range(0, all.Length).SelectMany(i => families.Where(f => i < f.Length).Select(f => f[i]))];
    }

    /// <summary>::ffff:127.0.0.1 names an IPv4 host, which a socket for IPv6 alone does not reach.</summary>
    public static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
