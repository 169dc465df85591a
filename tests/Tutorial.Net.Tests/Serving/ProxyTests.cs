using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace Tutorial.Net.Tests.Serving;

/// <summary>The PROXY protocol in the server: required from whom it is trusted, a line like any from others.</summary>
public sealed class ProxyTests
{
    private static readonly byte[] Version2 =
        [.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x21, 0x11, 0, 12, 203, 0, 113, 9, 198, 51, 100, 1, 0x12, 0x34, 0, 25];

    private readonly FakeTimeProvider _clock = new();
    private readonly ScriptHandler _handler = new()
    {
        Connected = session => session.WriteLine($"{session.RemoteEndPoint} {session.LocalEndPoint}"),
    };

    [Fact]
    public void The_clients_address_is_the_headers_in_both_versions()
    {
        using TestServer server = Start();
        TestClient one = server.Connect();
        one.Send("PROXY TCP4 203.0.113.7 198.51.100.1 4000 25\r\nhello\n");
        Assert.Equal("203.0.113.7:4000 198.51.100.1:25", one.ReadLine());
        Assert.Equal("hello", one.ReadLine());

        TestClient two = server.Connect();
        foreach (byte value in Version2)
            two.Send([value]);
        Assert.Equal("203.0.113.9:4660 198.51.100.1:25", two.ReadLine());
        Assert.Equal("x", two.Ask("x"));
    }

    [Fact]
    public void Local_and_unknown_connections_keep_the_proxys_address()
    {
        using TestServer server = Start();
        byte[] local = [.. Version2];
        local[12] = 0x20;
        foreach (byte[] header in (byte[][])[local, "PROXY UNKNOWN\r\n"u8.ToArray()])
        {
            TestClient client = server.Connect();
            client.Send(header);
            Assert.Equal($"{client.Socket.LocalEndPoint} {server.EndPoint}", client.ReadLine());
        }
    }

    /// <summary>Wherever a segment ends, also behind the header with the client's first line in it.</summary>
    [Fact]
    public void The_header_may_be_cut_at_any_byte_and_the_first_line_come_with_it()
    {
        // With two empty TLV fields, without an address (UNSPEC), and LOCAL with one.
        byte[] fields = [.. Version2.AsSpan(0, 14), 0, 18, .. Version2.AsSpan(16), 0x04, 0, 0, 0x05, 0, 0];
        byte[] unspecified = [.. Version2.AsSpan(0, 13), 0x00, 0, 0];
        byte[] local = [.. Version2.AsSpan(0, 12), 0x20, .. Version2.AsSpan(13)];
        using TestServer server = Start();
        foreach ((byte[] header, string? source) in new[]
        {
            ("PROXY TCP4 203.0.113.7 198.51.100.1 4000 25\r\n"u8.ToArray(), "203.0.113.7:4000 198.51.100.1:25"),
            (Version2, "203.0.113.9:4660 198.51.100.1:25"), (fields, "203.0.113.9:4660 198.51.100.1:25"), (unspecified, null), (local, null),
        })
        {
            byte[] bytes = [.. header, .. "PROXY is a line\nnext\n"u8];
            for (int cut = 0; cut <= bytes.Length; cut++)
            {
                using TestClient client = new(server.EndPoint);
                client.Send(bytes.AsSpan(0, cut));
                AwaitIterations(server);
                client.Send(bytes.AsSpan(cut));
                client.ShutDown();
                Assert.Equal(source ?? $"{client.Socket.LocalEndPoint} {server.EndPoint}", client.ReadLine());
                Assert.Equal("PROXY is a line\nnext\n"u8.ToArray(), client.ReadToEnd());
            }
        }
    }

    [Theory]
    [InlineData("hello\n")]
    [InlineData("PROXY nonsense\r\nhello\n")]
    [InlineData("")]
    public void Without_a_header_a_trusted_proxy_is_nobody(string text)
    {
        using TestServer server = Start();
        TestClient client = server.Connect();
        client.Send(text);
        client.ShutDown();
        client.EndsWithReset();
        TestClient good = server.Connect();
        good.Send(Version2);
        Assert.NotNull(good.ReadLine());
        Assert.Equal(1, _handler.ConnectedCount);
        Assert.Equal(0, _handler.DisconnectedCount);
    }

    [Fact]
    public void The_header_must_come_in_time()
    {
        using TestServer server = Start();
        TestClient client = server.Connect();
        client.Send("PROXY TCP4 203.0.113.7 ");
        TestServer.Until(() => client.Socket.Poll(0, SelectMode.SelectWrite));
        AwaitIterations(server);
        _clock.Advance(TimeSpan.FromSeconds(29));
        client.Send("198.51.100.1 ");
        AwaitIterations(server);
        Assert.False(client.Socket.Poll(50_000, SelectMode.SelectRead));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(client.EndsWithReset());
        Assert.Equal(0, _handler.ConnectedCount);
    }

    [Fact]
    public void From_others_a_header_is_a_line_like_any()
    {
        using TestServer server = new(
            _handler, new LineServerOptions { TrustedProxies = [IPNetwork.Parse("203.0.113.0/24"), IPNetwork.Parse("2001:db8::/32")] });
        TestClient client = server.Connect();
        Assert.Equal($"{client.Socket.LocalEndPoint} {server.EndPoint}", client.ReadLine());
        Assert.Equal("PROXY TCP4 203.0.113.7 198.51.100.1 4000 25", client.Ask("PROXY TCP4 203.0.113.7 198.51.100.1 4000 25"));
    }

    [Fact]
    public void A_proxy_is_recognised_through_a_dual_mode_listener()
    {
        using LineServer server = new(_handler, new LineServerOptions { TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")] });
        IPEndPoint endPoint = (IPEndPoint)server.Listen(new IPEndPoint(IPAddress.IPv6Any, 0));
        using CancellationTokenSource stop = new();
        Task running = server.RunAsync(stop.Token);
        using (TestClient client = new(new IPEndPoint(IPAddress.Loopback, endPoint.Port)))
        {
            client.Send(Version2);
            Assert.Equal("203.0.113.9:4660 198.51.100.1:25", client.ReadLine());
        }

        stop.Cancel();
        Assert.True(running.Ends());
    }

    [Fact]
    public void The_limit_of_an_address_counts_the_clients_behind_the_proxy()
    {
        using TestServer server = Start(new LineServerOptions
        {
            TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")],
            MaxConnectionsPerAddress = 2,
        });
        TestClient From(int host)
        {
            TestClient client = server.Connect();
            client.Send($"PROXY TCP4 203.0.113.{host} 198.51.100.1 4000 25\r\n");
            return client;
        }

        Assert.All((TestClient[])[From(1), From(1), From(2), From(3)], client => Assert.NotNull(client.ReadLine()));
        TestClient third = From(1);
        third.EndsWithReset();
        Assert.Equal(4, _handler.ConnectedCount);
        Assert.NotNull(From(2).ReadLine());
    }

    [Fact]
    public void What_a_proxy_sends_wrongly_is_logged_escaped()
    {
        using ListLogger log = new();
        using TestServer server = new(
            _handler, new LineServerOptions { TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")] }, loggerFactory: log);
        TestClient client = server.Connect();
        client.Send("\u001b[31mred\\\u0007\n" + new string('x', 200));
        client.EndsWithReset();
        TestServer.Until(() => log.Entries.Any(entry => entry.Id == 508));
        string message = log.Entries.Single(entry => entry.Id == 508).Message;
        Assert.Contains("\\x1B[31mred\\x5C\\x07\\x0Axxx", message, StringComparison.Ordinal);
        Assert.EndsWith("...\"", message, StringComparison.Ordinal);
        Assert.DoesNotContain(message, character => char.IsControl(character));
        Assert.InRange(message.Length, 0, 400);
    }

    private TestServer Start(LineServerOptions? options = null) => new(
        _handler, options ?? new LineServerOptions { TimeProvider = _clock, TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")] });

    /// <summary>Whatever was sent before has been received after two turns of the loop.</summary>
    private static void AwaitIterations(TestServer server)
    {
        server.OnLoop(() => { });
        server.OnLoop(() => { });
    }
}
