using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net.Tests.Serving;

/// <summary>How many may come, in all and from one address.</summary>
public sealed class ConnectionLimitTests
{
    [Fact]
    public void Connections_past_the_limit_wait_in_the_backlog_until_somebody_leaves()
    {
        ScriptHandler handler = new();
        using TestServer server = new(handler, new LineServerOptions { MaxConnections = 3 });
        TestClient[] clients = [.. Enumerable.Range(0, 6).Select(_ => server.Connect())];
        foreach (TestClient client in clients)
            client.Send("hello\n");
        for (int first = 0; first < 3; first++)
            Assert.Equal("hello", clients[first].ReadLine());
        for (int left = 0; left < 3; left++)
        {
            server.OnLoop(() => Assert.InRange(server.Server.Sessions.Count, 1, 3));
            Assert.Equal(left + 3, handler.ConnectedCount);
            Assert.Equal(0, clients[left + 3].Socket.Available);
            clients[left].Dispose();
            Assert.Equal("hello", clients[left + 3].ReadLine());
        }
    }

    [Fact]
    public void One_address_has_only_so_many_connections()
    {
        ScriptHandler handler = new();
        using TestServer server = new(handler, new LineServerOptions { MaxConnectionsPerAddress = 2 });
        TestClient one = server.Connect(), two = server.Connect();
        Assert.Equal("1", one.Ask("1"));
        Assert.Equal("2", two.Ask("2"));
        TestClient three = server.Connect();
        Assert.Null(ReadLineOrReset(three));
        Assert.Equal(2, handler.ConnectedCount);
        one.Dispose();
        TestServer.Until(() => handler.DisconnectedCount == 1);
        Assert.Equal("4", server.Connect().Ask("4"));
    }

    [Fact]
    public void Loopback_is_counted_only_when_it_is_asked_for()
    {
        using TestServer server = new(new ScriptHandler());
        for (int i = 0; i < LineServerOptions.DefaultMaxConnectionsPerAddress + 5; i++)
            server.Connect();
        TestServer.Until(() => server.Server.Sessions.Count == LineServerOptions.DefaultMaxConnectionsPerAddress + 5);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::192.0.2.1", "192.0.2.1", false)]
    public void One_address_is_an_IPv4_address_or_a_64(string one, string other, bool same) => Assert.Equal(
        same,
        AddressKey.Of(new IPEndPoint(IPAddress.Parse(one), 1), true) == AddressKey.Of(new IPEndPoint(IPAddress.Parse(other), 2), true));

    [Fact]
    public void Counts_of_addresses_are_kept_only_for_those_that_are_there()
    {
        AddressCounts counts = new(2);
        AddressKey one = new(false, 1), two = new(true, 1);
        Assert.True(counts.TryAdd(one) && counts.TryAdd(one) && counts.TryAdd(two));
        Assert.False(counts.TryAdd(one));
        Assert.Equal(2, counts.Addresses);
        counts.Remove(one);
        Assert.True(counts.TryAdd(one));
        counts.Remove(one);
        counts.Remove(one);
        counts.Remove(two);
        Assert.Equal(0, counts.Addresses);
    }

    private static string? ReadLineOrReset(TestClient client)
    {
        try
        {
            return client.ReadLine();
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
