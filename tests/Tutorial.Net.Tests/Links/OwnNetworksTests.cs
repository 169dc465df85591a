using System.Net;
using System.Net.NetworkInformation;

namespace Tutorial.Net.Tests.Links;

/// <summary>Public addresses that are this machine's, or its neighbours' in IPv6: no stranger's page leads there.</summary>
public sealed class OwnNetworksTests
{
    private static readonly OwnNetworks Own = new(
    [
        (IPAddress.Parse("9.9.9.9"), 24), (IPAddress.Parse("2a02:1:2:3:4:5:6:7"), 64), (IPAddress.Parse("2a03::1"), 0), (IPAddress.Parse("2002:101:101::1"), 64),
        (IPAddress.Parse("2a04:1:2:3::ff"), 61), (IPAddress.Parse("2a05:1:2:3::ff"), 128),
    ]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("9.9.9.9", false)]
    [InlineData("9.9.9.8", true)]
    [InlineData("::ffff:9.9.9.9", false)]
    [InlineData("64:ff9b::909:909", false)]
    [InlineData("2002:909:909::1", false)]
    [InlineData("2a02:1:2:3:4:5:6:7", false)]
    [InlineData("2a02:1:2:3::", false)]
    [InlineData("2a02:1:2:3:ffff:ffff:ffff:ffff", false)]
    [InlineData("2a02:1:2:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2a02:1:2:4::", true)]
    [InlineData("2002:101:101::2", false)]
    [InlineData("2002:101:101:1::", true)]
    [InlineData("2a03:0:ffff::", false)]
    [InlineData("2a03:1::", true)]
    [InlineData("2a04:1:2:7:ffff::", false)]
    [InlineData("2a04:1:2:8::", true)]
    [InlineData("2a05:1:2:3:ffff::", false)]
    [InlineData("2a05:1:2:4::", true)]
    public void The_own_addresses_and_their_IPv6_networks_are_not_public(string address, bool expected) =>
        Assert.Equal(expected, PublicAddress.IsPublic(IPAddress.Parse(address), Own));

    [Fact]
    public void All_addresses_of_the_interfaces_are_the_machines_own()
    {
        IPAddress[] addresses =
            [.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(one => one.GetIPProperties().UnicastAddresses).Select(unicast => unicast.Address)];
        Assert.Contains(IPAddress.Loopback, addresses);
        Assert.All(addresses, address => Assert.True(OwnNetworks.Current.Contains(address), $"{address}"));
        Assert.False(OwnNetworks.Current.Contains(IPAddress.Parse("192.0.2.1")));
        Assert.Same(OwnNetworks.Current, OwnNetworks.Current);
    }

    [Theory]
    [InlineData("http://9.9.9.9/")]
    [InlineData("http://name.example/")]
    [InlineData("http://[2a02:1:2:3::99]/")]
    public async Task They_are_not_connected_to_by_address_or_by_name(string uri)
    {
        using var client = new HttpClient(new GuardedHttpHandler
        {
            AllowNamedAddresses = false,
            Own = () => Own,
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("9.9.9.9"), IPAddress.Parse("2a02:1:2:3::99")]),
            Connect = (_, _, _) => throw new InvalidOperationException("It connects."),
        });

        PageFetchException refused = await Assert.ThrowsAsync<PageFetchException>(() => client.GetAsync(new Uri(uri), Cancel));

        Assert.Equal(PageFetchError.PrivateAddress, refused.Error);
        Assert.Contains("AllowPrivateAddresses", refused.Message, StringComparison.Ordinal);
    }
}
