using System.Globalization;
using System.IO.Compression;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Links;

public sealed class FetchTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_links_of_a_page_are_resolved_against_the_address_after_redirects()
    {
        using var server = new PageServer(path => path == "/" ? PageServer.Redirect("/dir/page") : PageServer.Ok("<a href=b>"));

        Assert.Equal(new Uri(server.Address, "/dir/b").AbsoluteUri, Assert.Single(await FetchAsync(server.Address)).Url);
    }

    [Fact]
    public async Task The_charset_of_the_answer_counts()
    {
        using var server = new PageServer(async (_, socket) => await socket.SendAllAsync((byte[])
            [.. "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=\"iso-8859-2\"\r\nConnection: close\r\n\r\n<a href='/?"u8, 0xB1, .. "'>"u8]));

        Link link = Assert.Single(await FetchAsync(server.Address));

        Assert.Equal(("/?\u0105", new Uri(server.Address, "/?%B1").AbsoluteUri), (link.RawValue, link.Url));
    }

    [Theory]
    [InlineData("Content-Type: text/html; charset=iso-8859-2;\r\n", "%B1")]
    [InlineData("Content-Type: text/html; x=\"; charset=iso-8859-2\r\n", "%B1")]
    [InlineData("Content-Type: text/html\r\nContent-Encoding: identity\r\n", "%26%23261%3B")]
    [InlineData("", "%26%23261%3B")]
    public async Task A_header_that_is_malformed_or_absent_takes_no_page_away(string header, string query)
    {
        using var server = new PageServer(_ => $"HTTP/1.1 200 OK\r\n{header}Connection: close\r\n\r\n<a href='/?&#261;'>");

        Assert.Equal(new Uri(server.Address, "/?").AbsoluteUri + query, Assert.Single(await FetchAsync(server.Address)).Url);
    }

    [Fact]
    public async Task Each_link_is_out_as_soon_as_its_tag_is_when_a_slow_server_sends_byte_by_byte()
    {
        const string Html = "<html><body><p>One <a href=/1>link</a>, then <b>another</b> <a title='>' href=\"/2\">link</a></body>";
        var goOn = new SemaphoreSlim(0);
        using var server = new PageServer(async (_, socket) =>
        {
            await socket.SendAllAsync("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n"u8.ToArray());
            for (int i = 0; i < Html.Length; i++)
            {
                await socket.SendAllAsync(new[] { (byte)Html[i] });
                // After a link's tag nothing more is sent until the link has been seen.
                if (Html[i] == '>' && Html[..(i + 1)] is var sent && (sent.EndsWith("/1>", StringComparison.Ordinal) || sent.EndsWith("\"/2\">", StringComparison.Ordinal)))
                    Assert.True(await goOn.WaitAsync(TimeSpan.FromSeconds(20)));
            }
        });
        using var client = new HttpClient(new GuardedHttpHandler());
        var urls = new List<string>();
        await foreach (Link link in new LinkExtractor().FetchAsync(client, server.Address, Cancel))
        {
            urls.Add(link.RawValue);
            goOn.Release();
        }

        Assert.Equal(["/1", "/2"], urls);
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", PageFetchError.Status, "the server answered 404 Not Found")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: 4\r\n\r\n%PDF", PageFetchError.NotHtml, "this is application/pdf, not HTML")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", PageFetchError.Redirect, "more than 5 redirects")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n", PageFetchError.Scheme, "\"file\" is not fetched")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: //\r\nContent-Length: 0\r\n\r\n", PageFetchError.Redirect, "the redirect leads to no address")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: //[\r\nContent-Length: 0\r\n\r\n", PageFetchError.Redirect, "the redirect leads to no address")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: ///\r\nContent-Length: 0\r\n\r\n", PageFetchError.Redirect, "the redirect leads to no address")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: //a:999999/\r\nContent-Length: 0\r\n\r\n", PageFetchError.Redirect, "the redirect leads to no address")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://[\r\nContent-Length: 0\r\n\r\n", PageFetchError.Redirect, "the redirect leads to no address")]
    [InlineData("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", PageFetchError.Status, "the server answered 302 Found")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/pdf; x=\"\r\nContent-Length: 4\r\n\r\n%PDF", PageFetchError.NotHtml, "this is application/pdf, not HTML")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: ; x\r\nContent-Length: 4\r\n\r\n%PDF", PageFetchError.NotHtml, "this is of no type, not HTML")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: zstd\r\nContent-Length: 4\r\n\r\nabcd", PageFetchError.NotHtml, "the answer is packed (zstd), and the client does not unpack it")]
    public async Task What_is_no_page_is_an_exception_that_says_so(string answer, PageFetchError error, string why)
    {
        using var server = new PageServer(_ => answer);

        PageFetchException thrown = await Assert.ThrowsAsync<PageFetchException>(() => FetchAsync(server.Address));

        Assert.Equal(error, thrown.Error);
        Assert.Contains(why, thrown.Message, StringComparison.Ordinal);
        Assert.StartsWith(thrown.Uri!.AbsoluteUri + ": ", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Five_redirects_are_followed()
    {
        using var server = new PageServer(path => path == "/5" ? PageServer.Ok("<a href=b>") : PageServer.Redirect($"/{int.Parse("0" + path[1..], CultureInfo.InvariantCulture) + 1}"));

        Assert.Single(await FetchAsync(server.Address));
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task A_page_that_is_too_large_is_refused_by_its_length_or_when_it_has_come()
    {
        using var declared = new PageServer(_ => PageServer.Ok("<a href=b><a href=c>"));
        using var undeclared = new PageServer(_ => "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<a href=b><a href=c>");
        var options = new LinkExtractorOptions { MaxBytes = 19 };
        var links = new List<Link>();

        await Assert.ThrowsAsync<LinkLimitException>(() => FetchAsync(declared.Address, options, links));
        Assert.Empty(links);
        await Assert.ThrowsAsync<LinkLimitException>(() => FetchAsync(undeclared.Address, options, links));
        Assert.Equal("b", Assert.Single(links).RawValue);
    }

    [Fact]
    public async Task The_bytes_that_count_are_those_after_decompression()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(new byte[1 << 20]);
        byte[] head = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: {packed.Length}\r\nConnection: close\r\n\r\n");
        using var server = new PageServer(async (_, socket) => await socket.SendAllAsync((byte[])[.. head, .. packed.ToArray()]));

        await Assert.ThrowsAsync<LinkLimitException>(() => FetchAsync(server.Address, new LinkExtractorOptions { MaxBytes = 1 << 19 }));
        Assert.Empty(await FetchAsync(server.Address));
    }

    [Fact]
    public async Task A_refused_connection_is_the_clients_own_exception()
    {
        HttpRequestException thrown = await Assert.ThrowsAsync<HttpRequestException>(() => FetchAsync(new Uri($"http://127.0.0.1:{Loopback.ClosedPort()}/")));

        Assert.Equal(HttpRequestError.ConnectionError, thrown.HttpRequestError);
    }

    [Fact]
    public async Task An_empty_page_has_no_links()
    {
        using var server = new PageServer(_ => PageServer.Ok(""));

        Assert.Empty(await FetchAsync(server.Address));
    }

    [Fact]
    public async Task A_user_name_in_the_address_is_not_sent()
    {
        using var server = new PageServer(_ => PageServer.Ok(""));
        Uri address = new UriBuilder(server.Address) { UserName = "me", Password = "secret", Path = "/x" }.Uri;

        await FetchAsync(address);

        Assert.DoesNotContain("Authorization", Assert.Single(server.Requests), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secret", Assert.Single(server.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_ends_a_page_that_never_does()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using var server = new PageServer(async (_, socket) =>
        {
            await socket.SendAllAsync("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<a href=b>"u8.ToArray());
            await socket.ReceiveAsync(new byte[1]);
        });
        using var client = new HttpClient(new GuardedHttpHandler());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (Link link in new LinkExtractor().FetchAsync(client, server.Address, cancel.Token))
                await cancel.CancelAsync();
        });
    }

    [Fact]
    public void A_wrong_address_is_refused_at_the_call()
    {
        using var client = new HttpClient();
        var extractor = new LinkExtractor();

        Assert.Throws<ArgumentException>(() => extractor.FetchAsync(client, new Uri("a", UriKind.Relative), Cancel));
        Assert.Equal(PageFetchError.Scheme, Assert.Throws<PageFetchException>(() => extractor.FetchAsync(client, new Uri("ftp://a/"), Cancel)).Error);
    }

    internal static async Task<List<Link>> FetchAsync(Uri address, LinkExtractorOptions? options = null, List<Link>? links = null)
    {
        links ??= [];
        using var client = new HttpClient(new GuardedHttpHandler());
        await foreach (Link link in new LinkExtractor(options).FetchAsync(client, address, Cancel))
            links.Add(link);
        return links;
    }
}
