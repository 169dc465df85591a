using System.Net;
using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Links;

public sealed class GuardTests
{
    private static readonly OwnNetworks None = new([]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ftp://127.0.0.1/", PageFetchError.Scheme)]
    [InlineData("file:///etc/passwd", PageFetchError.Scheme)]
    [InlineData("mailto:a@b", PageFetchError.Scheme)]
    public async Task What_is_no_web_address_is_refused_whoever_asks(string address, PageFetchError error)
    {
        using var client = new HttpClient(new GuardedHttpHandler());

        var e = await Assert.ThrowsAsync<PageFetchException>(() => client.GetAsync(new Uri(address), Cancel));

        Assert.Equal(error, e.Error);
    }

    [Fact]
    public async Task A_cookie_of_one_page_is_not_sent_to_the_next()
    {
        using var server = new PageServer(_ => PageServer.Ok("page", more: "Set-Cookie: id=1\r\n"));
        using var client = new HttpClient(new GuardedHttpHandler());
        for (int i = 0; i < 2; i++)
        {
            using HttpResponseMessage answer = await client.GetAsync(server.Address, Cancel);
            Assert.Equal("id=1", Assert.Single(answer.Headers.GetValues("Set-Cookie")));
        }

        Assert.DoesNotContain(server.Requests, request => request.Contains("Cookie", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Who_asks_for_HTTP_2_and_nothing_else_gets_nothing_else()
    {
        using var server = new PageServer(_ => PageServer.Ok("page"));
        using var client = new HttpClient(new GuardedHttpHandler());
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        await Assert.ThrowsAnyAsync<Exception>(() => client.SendAsync(request, Cancel));

        Assert.Equal(HttpVersionPolicy.RequestVersionExact, request.VersionPolicy);
    }

    [Fact]
    public async Task A_password_in_an_address_goes_nowhere_whoever_asks()
    {
        using var server = new PageServer(_ => PageServer.Ok("page"));
        using var client = new HttpClient(new GuardedHttpHandler());

        using HttpResponseMessage answer = await client.GetAsync(new Uri($"http://user:secret@127.0.0.1:{server.Port}/"), Cancel);

        Assert.Equal($"http://127.0.0.1:{server.Port}/", answer.RequestMessage!.RequestUri!.AbsoluteUri);
    }

    [Theory]
    [InlineData("1.1.1.1", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("64:ff9b::101:101", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.100.100.200", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.255.255.255", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:1.1.1.1", true)]
    [InlineData("64:ff9b::a9fe:a9fe", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2002:a01:101::", false)]
    [InlineData("2002:101:101::", true)]
    [InlineData("2001::1", false)]
    [InlineData("2001:1::1", false)]
    [InlineData("2001:2::1", false)]
    [InlineData("2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", false)]
    [InlineData("2001:200::", true)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("fe80::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("::ffff:0:127.0.0.1", false)]
    [InlineData("64:ff9b:1::1", false)]
    [InlineData("100::1", false)]
    [InlineData("4000::1", false)]
    [InlineData("5f00::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("2001:db8::1", false)]
    public void An_address_is_public_or_not(string address, bool expected) =>
        Assert.Equal(expected, PublicAddress.IsPublic(IPAddress.Parse(address), None));

    /// <summary>The first and the last address of each network set apart, and their neighbours: a wrong prefix length moves one of
    /// them.</summary>
    [Theory]
    [InlineData("0.0.0.0", "0.255.255.255")]
    [InlineData("10.0.0.0", "10.255.255.255")]
    [InlineData("100.64.0.0", "100.127.255.255")]
    [InlineData("127.0.0.0", "127.255.255.255")]
    [InlineData("168.63.129.16", "168.63.129.16")]
    [InlineData("169.254.0.0", "169.254.255.255")]
    [InlineData("172.16.0.0", "172.31.255.255")]
    [InlineData("192.0.0.0", "192.0.0.255")]
    [InlineData("192.0.2.0", "192.0.2.255")]
    [InlineData("192.88.99.0", "192.88.99.255")]
    [InlineData("192.168.0.0", "192.168.255.255")]
    [InlineData("198.18.0.0", "198.19.255.255")]
    [InlineData("198.51.100.0", "198.51.100.255")]
    [InlineData("203.0.113.0", "203.0.113.255")]
    [InlineData("224.0.0.0", "255.255.255.255")]
    [InlineData("::", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("4000::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    public void A_network_that_is_set_apart_ends_where_it_ends(string first, string last)
    {
        (IPAddress from, IPAddress to) = (IPAddress.Parse(first), IPAddress.Parse(last));
        Assert.False(PublicAddress.IsPublic(from, None));
        Assert.False(PublicAddress.IsPublic(to, None));
        if (Neighbour(from, -1) is { } before && first is not ("4000::" or "224.0.0.0"))
            Assert.True(PublicAddress.IsPublic(before, None), $"{before}");
        if (Neighbour(to, 1) is { } after)
            Assert.True(PublicAddress.IsPublic(after, None), $"{after}");
    }

    [Fact]
    public async Task Of_a_name_with_public_and_private_addresses_only_the_public_ones_are_connected_to()
    {
        var asked = new List<IPAddress>();
        using var handler = new GuardedHttpHandler
        {
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.Parse("1.1.1.1"), IPAddress.Parse("10.0.0.1"), IPAddress.IPv6Loopback]),
            Connect = (addresses, _, _) =>
            {
                asked.AddRange(addresses);
                throw new IOException("far enough");
            },
        };
        using var client = new HttpClient(handler);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri("http://mixed.example/"), Cancel));

        Assert.Equal([IPAddress.Parse("1.1.1.1")], asked);
    }

    [Fact]
    public async Task No_proxy_is_used_although_the_process_has_one()
    {
        using var proxy = new PageServer(_ => PageServer.Ok("<a href=proxy>"));
        using var server = new PageServer(_ => PageServer.Ok("<a href=b>"));
        IWebProxy before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new ProxyFor(server.Port, proxy.Address);
        try
        {
            Assert.Equal("b", Assert.Single(await FetchTests.FetchAsync(server.Address)).RawValue);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }

        Assert.Empty(proxy.Requests);
    }

    [Fact]
    public async Task An_address_that_the_caller_names_is_allowed_and_a_redirect_back_to_it()
    {
        using var server = new PageServer(path => path == "/" ? PageServer.Redirect("/x") : PageServer.Ok("<a href=b>"));

        Assert.Single(await FetchTests.FetchAsync(server.Address));
        Assert.Single(await FetchTests.FetchAsync(new Uri($"http://localhost:{server.Port}/")));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("①②⑦.0.0.1")]
    [InlineData("ⓛocalhost")]
    [InlineData("127。0。0。1")]
    public async Task A_redirect_to_another_server_of_the_own_network_is_refused(string host)
    {
        SkipUnlessMapped(host);
        using var inside = new PageServer(_ => PageServer.Ok("<a href=secret>"));
        using var server = new PageServer(_ => PageServer.Redirect($"http://{host}:{inside.Port}/"));

        PageFetchException refused = await Assert.ThrowsAsync<PageFetchException>(() => FetchTests.FetchAsync(server.Address));

        Assert.Equal(PageFetchError.PrivateAddress, refused.Error);
        Assert.Empty(inside.Requests);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_connection_that_is_open_already_is_not_used_for_a_redirect_that_would_be_refused(string host)
    {
        int reused = 0;
        byte[] answer = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n"u8.ToArray();
        using var inside = new PageServer(async (_, socket) =>
        {
            await socket.SendAllAsync(answer);
            byte[] buffer = new byte[4096];
            while (await socket.ReceiveAsync(buffer) > 0)
            {
                Interlocked.Increment(ref reused);
                await socket.SendAllAsync(answer);
            }
        });
        using var server = new PageServer(_ => PageServer.Redirect($"http://{host}:{inside.Port}/secret"));
        using var client = new HttpClient(new GuardedHttpHandler());
        for (int i = 0; i < 2; i++)
            (await client.GetAsync(new Uri($"http://{host}:{inside.Port}/"), Cancel)).Dispose();
        Assert.Equal(1, reused);

        await Assert.ThrowsAsync<PageFetchException>(() => client.GetAsync(server.Address, Cancel));

        Assert.Equal(1, reused);
    }

    [Fact]
    public async Task A_name_whose_addresses_are_all_private_is_refused_where_it_is_connected_to()
    {
        string name = Dns.GetHostName();
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(name, Cancel);
        Requires.Machine(
            addresses.Length > 0 && !Array.Exists(addresses, address => PublicAddress.IsPublic(address, OwnNetworks.Current)) && name != "localhost",
            "private address of this machine's name", "an entry in the hosts file");
        using var client = new HttpClient(new GuardedHttpHandler());

        PageFetchException thrown = await Assert.ThrowsAsync<PageFetchException>(() => client.GetAsync(new Uri($"http://{name}:9/"), Cancel));

        Assert.Equal(PageFetchError.PrivateAddress, thrown.Error);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("①②⑦.0.0.1")]
    public async Task A_named_address_is_refused_like_any_other_when_names_are_a_pages(string host)
    {
        SkipUnlessMapped(host);
        using var server = new PageServer(_ => PageServer.Ok("x"));
        using var client = new HttpClient(new GuardedHttpHandler { AllowNamedAddresses = false });

        PageFetchException refused = await Assert.ThrowsAsync<PageFetchException>(() => client.GetAsync(new Uri($"http://{host}:{server.Port}/"), Cancel));

        Assert.Equal(PageFetchError.PrivateAddress, refused.Error);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("3.0", HttpVersionPolicy.RequestVersionExact)]
    [InlineData("3.0", HttpVersionPolicy.RequestVersionOrLower)]
    [InlineData("1.1", HttpVersionPolicy.RequestVersionOrHigher)]
    public async Task No_request_goes_out_as_HTTP_3(string version, HttpVersionPolicy policy)
    {
        using var server = new PageServer(_ => PageServer.Ok("x"));
        using var client = new HttpClient(new GuardedHttpHandler());
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Address) { Version = Version.Parse(version), VersionPolicy = policy };

        using HttpResponseMessage response = await client.SendAsync(request, Cancel);

        Assert.Equal("x", await response.Content.ReadAsStringAsync(Cancel));
        Assert.Equal((HttpVersion.Version20, HttpVersionPolicy.RequestVersionOrLower), (request.Version, request.VersionPolicy));
    }

    [Fact]
    public async Task Private_addresses_can_be_allowed()
    {
        using var inside = new PageServer(_ => PageServer.Ok("x"));
        using var server = new PageServer(_ => PageServer.Redirect(inside.Address.AbsoluteUri));
        using var client = new HttpClient(new GuardedHttpHandler { AllowPrivateAddresses = true });

        Assert.Equal("x", await client.GetStringAsync(server.Address, Cancel));
    }

    [Theory]
    [InlineData("user:password")]
    [InlineData("u")]
    public async Task A_redirect_to_another_host_carries_no_credentials(string user)
    {
        using var other = new PageServer(_ => PageServer.Ok("x"));
        using var server = new PageServer(_ => PageServer.Redirect($"http://{user}@127.0.0.1:{other.Port}/"));
        using var client = new HttpClient(new GuardedHttpHandler { AllowPrivateAddresses = true });
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Address) { Headers = { Authorization = new("Bearer", "secret") } };

        using HttpResponseMessage response = await client.SendAsync(request, Cancel);

        Assert.Contains("Bearer secret", Assert.Single(server.Requests), StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", Assert.Single(other.Requests), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("", response.RequestMessage!.RequestUri!.UserInfo);
    }

    private static IPAddress? Neighbour(IPAddress address, int step)
    {
        byte[] bytes = address.GetAddressBytes();
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            bytes[i] = (byte)(bytes[i] + step);
            if (bytes[i] != (step > 0 ? 0 : 255))
                return new IPAddress(bytes);
        }

        return null;
    }

    private sealed class ProxyFor(int port, Uri proxy) : IWebProxy
    {
        public ICredentials? Credentials { get; set; }

        public Uri? GetProxy(Uri destination) => destination.Port == port ? proxy : null;

        public bool IsBypassed(Uri host) => host.Port != port;
    }

    /// <summary>Which letters become others is ICU's knowledge; in invariant globalisation the same host is another, harmless
    /// name.</summary>
    private static void SkipUnlessMapped(string host) => Requires.Machine(
        !new Uri($"http://{host}/").IdnHost.StartsWith("xn--", StringComparison.Ordinal), "ICU", "build with -p:InvariantGlobalization=false");

    [Fact]
    public async Task The_name_localhost_with_its_dot_is_still_the_one_that_was_named()
    {
        using var server = new PageServer(_ => PageServer.Ok("here"));
        using var client = new HttpClient(new GuardedHttpHandler { Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]) });
        Assert.Equal("here", await client.GetStringAsync(new Uri($"http://localhost.:{server.Port}/"), Cancel));
    }

    [Fact]
    public async Task A_host_may_be_a_single_letter()
    {
        using var server = new PageServer(_ => PageServer.Ok("here"));
        using var client = new HttpClient(new GuardedHttpHandler
        {
            AllowPrivateAddresses = true,
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]),
        });
        Assert.Equal("here", await client.GetStringAsync(new Uri($"http://a:{server.Port}/"), Cancel));
    }

    [Fact]
    public async Task Disposing_the_client_closes_the_connections_that_are_kept()
    {
        (Socket mine, Socket its) = Loopback.Pair();
        using (mine)
        {
            var client = new HttpClient(new GuardedHttpHandler { Connect = (_, _, _) => new(new NetworkStream(its, ownsSocket: true)) });
            Task<string> page = client.GetStringAsync(new Uri("http://127.0.0.1/"), Cancel);
            using var reader = new LineReader(mine, new LineOptions { Terminator = LineTerminator.CrLf });
            while (reader.ReadLine(TimeSpan.FromSeconds(30)) is not "")
            {
                // On.
            }

            mine.SendAll("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhere"u8);
            Assert.Equal("here", await page);
            Assert.Throws<TimeoutException>(() => reader.ReadLine(TimeSpan.Zero));
            client.Dispose();
            Assert.Null(reader.ReadLine(TimeSpan.FromSeconds(30)));
        }
    }
}
