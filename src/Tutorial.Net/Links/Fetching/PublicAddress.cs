using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>
/// Which addresses are on the public internet: all that the IANA special-purpose registries (RFC 6890 and its updates, read in 2026)
/// do not set apart, and none that a cloud answers its guests' metadata on.
/// </summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8",
            "169.254.0.0/16", // Link-local, and the metadata service of most clouds.
            "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "168.63.129.16/32", // Azure's, in the midst of public ones.
            "2001::/23", "2001:db8::/32", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    /// <param name="address">Any address.</param>
    /// <param name="own">What is not taken for public although it may be.</param>
    public static bool IsPublic(IPAddress address, OwnNetworks own)
    {
        if (address.IsIPv4MappedToIPv6)
            return IsPublic(address.MapToIPv4(), own);
        if (own.Contains(address))
            return false;
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            // Both carry an IPv4 address that a gateway will connect to.
            byte[] bytes = address.GetAddressBytes();
            if (Nat64.Contains(address))
                return IsPublic(new IPAddress(bytes.AsSpan(12, 4)), own);
            if (SixToFour.Contains(address))
                return IsPublic(new IPAddress(bytes.AsSpan(2, 4)), own);
            // Only 2000::/3 is global unicast (RFC 4291 and IANA's registry); the rest is loopback, forms of IPv4, local or not given out.
            if ((bytes[0] & 0xE0) != 0x20)
                return false;
        }

        return !Array.Exists(NotPublic, network => network.Contains(address));
    }
}
