using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>
/// This machine's own addresses, and the IPv6 networks that they are on: a firewall at the edge lets the machine itself, and its
/// neighbours, in where it keeps strangers out. Neighbours in IPv4 are another's as often as not, or have private addresses.
/// </summary>
/// <param name="addresses">The addresses, each with the length of its network's prefix.</param>
internal sealed class OwnNetworks(IEnumerable<(IPAddress Address, int PrefixLength)> addresses)
{
    /// <summary>No network of one owner is larger: a provider's own.</summary>
    private const int Shortest = 32;

    /// <summary>No link is smaller: an address of DHCPv6 has 128 bits, and says nothing of its neighbours.</summary>
    private const int Longest = 64;

    /// <summary>How long interfaces are taken to be as they were: asking for them costs system calls, and files to read.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static volatile OwnNetworks? s_current;

    private readonly IPNetwork[] _networks = [.. addresses.Select(static it => NetworkOf(it.Address, it.PrefixLength))];
    private readonly Deadline _deadline = Deadline.After(Patience);

    /// <summary>As the interfaces are, or were a few seconds ago.</summary>
    public static OwnNetworks Current
    {
        get
        {
            OwnNetworks? current = s_current;
            if (current is null || current._deadline.HasPassed)
                s_current = current = new OwnNetworks(Read());
            return current;
        }
    }

    public bool Contains(IPAddress address) => Array.Exists(_networks, network => network.Contains(address));

    private static IPNetwork NetworkOf(IPAddress address, int prefixLength)
    {
        // The scope is the interface's name, and no part of the address.
        byte[] bytes = address.GetAddressBytes();
        int length = address.AddressFamily == AddressFamily.InterNetworkV6 ? Math.Clamp(prefixLength, Shortest, Longest) : bytes.Length * 8;
        for (int bit = length; bit < bytes.Length * 8; bit++)
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new IPNetwork(new IPAddress(bytes), length);
    }

    private static List<(IPAddress Address, int PrefixLength)> Read()
    {
        List<(IPAddress, int)> found = [];
        try
        {
            foreach (NetworkInterface one in NetworkInterface.GetAllNetworkInterfaces())
                found.AddRange(one.GetIPProperties().UnicastAddresses.Select(static it => (it.Address, it.PrefixLength)));
        }
        catch (Exception exception) when (exception is NetworkInformationException or IOException or UnauthorizedAccessException)
        {
            // A system that shows a program no interfaces, or not all: those that were seen count.
        }

        return found;
    }
}
