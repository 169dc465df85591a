using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
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
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: zstd\r\nContent-Length: 4\r\n\r\nabcd", PageFetchError.NotHtml,
        "the answer is packed (zstd), and the client does not unpack it")]
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
        // Nothing else would end it.
        var extractor = new LinkExtractor(new LinkExtractorOptions { FetchTimeout = Timeout.InfiniteTimeSpan });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReadAsync().WaitAsync(TimeSpan.FromSeconds(20), Cancel));

        async Task ReadAsync()
        {
            await foreach (Link link in extractor.FetchAsync(client, server.Address, cancel.Token))
                await cancel.CancelAsync();
        }
    }

    [Fact]
    public async Task A_token_that_outlives_a_page_knows_nothing_of_it_any_more()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using var server = new PageServer(_ => PageServer.Ok("<a href=b>"));
        using var client = new HttpClient(new GuardedHttpHandler());
        var extractor = new LinkExtractor();
        await foreach (Link link in extractor.FetchAsync(client, server.Address, cancel.Token))
            Assert.Equal("b", link.RawValue);

        await cancel.CancelAsync(); // throws what a callback throws
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("deflate")]
    [InlineData("raw deflate")]
    [InlineData("br")]
    public async Task A_packed_page_has_its_links_however_little_comes_at_a_time(string coding)
    {
        byte[] body = Pack("<a href=b>" + Filling() + "<a href=c>", coding);
        foreach (int chunk in new[] { 1, 7, body.Length })
        {
            using PageServer server = Packed(coding, body, chunk);
            Assert.Equal(["b", "c"], (await FetchAsync(server.Address)).Select(link => link.RawValue));
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_packed_answer_can_be_had_whole_copied_and_read_in_any_form(string coding)
    {
        byte[] body = Pack("<a href=b>" + Filling(), coding);
        using PageServer server = Packed(coding, body, body.Length);
        using var client = new HttpClient(new GuardedHttpHandler { AllowPrivateAddresses = true });
        Assert.Equal("<a href=b>" + Filling(), await client.GetStringAsync(server.Address, Cancel));
        using HttpResponseMessage answer = await client.GetAsync(server.Address, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Empty(answer.Content.Headers.ContentEncoding);
        Assert.Null(answer.Content.Headers.ContentLength);
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        using Stream stream = await answer.Content.ReadAsStreamAsync(Cancel);
        Assert.Equal((true, false, false), (stream.CanRead, stream.CanSeek, stream.CanWrite));
        byte[] space = new byte[12];
        Assert.Equal(0, await stream.ReadAsync(Memory<byte>.Empty, Cancel));
        stream.ReadExactly(space, 1, 10);
        Assert.Equal("\0<a href=b>\0"u8, space);
#pragma warning disable CA1835 // The forms with an array are what is tested.
        Assert.Equal(1, await stream.ReadAsync(space, 0, 1, Cancel));
#pragma warning restore CA1835
        stream.Flush();
        Assert.Throws<NotSupportedException>(() => stream.Length);
        Assert.Throws<NotSupportedException>(() => stream.Position);
        Assert.Throws<NotSupportedException>(() => stream.Position = 0);
        Assert.Throws<NotSupportedException>(() => stream.Seek(0, SeekOrigin.Begin));
        Assert.Throws<NotSupportedException>(() => stream.SetLength(0));
        Assert.Throws<NotSupportedException>(() => stream.Write(space, 0, 1));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("raw deflate")]
    [InlineData("br")]
    public async Task A_packed_page_that_is_cut_anywhere_gives_its_links_up_to_there_and_says_so(string coding)
    {
        byte[] body = Pack("<a href=b>" + Filling() + "<a href=c>", coding);
        IEnumerable<int> cuts = [.. Enumerable.Range(1, 40), .. Enumerable.Range(body.Length - 40, 40), body.Length / 2];
        int length = 0;
        using var server = new PageServer(async (_, socket) => await socket.SendAllAsync((byte[])[.. PackedHead(coding, null), .. body[..Volatile.Read(ref length)]]));
        foreach (int cut in cuts)
        {
            Volatile.Write(ref length, cut);
            var links = new List<Link>();
            PageFetchException thrown = await Assert.ThrowsAsync<PageFetchException>(() => FetchAsync(server.Address, null, links));

            Assert.True(thrown.Error == PageFetchError.Incomplete, $"{cut} of {body.Length}: {thrown.Message}");
            Assert.True(links is [] or [{ RawValue: "b" }] or [{ RawValue: "b" }, { RawValue: "c" }], string.Join(' ', links.Select(link => link.RawValue)));
            Assert.True(cut < body.Length / 2 || links.Count > 0, $"{cut} of {body.Length} gave no links");
        }
    }

    [Fact]
    public async Task Of_a_gzip_body_that_is_cut_nothing_comes_out_that_was_not_in_it()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression, leaveOpen: true))
            gzip.Write(Encoding.ASCII.GetBytes(new string('a', 1000)));
        using var body = new UnpackedBody(new MemoryStream(packed.ToArray()[..500]), "gzip", new Uri("http://a/"));
        var read = new MemoryStream();

        await Assert.ThrowsAsync<PageFetchException>(() => body.CopyToAsync(read, Cancel));

        Assert.True(read.Length > 400);
        Assert.DoesNotContain((byte)0, read.ToArray());
    }

    [Fact]
    public async Task A_read_into_no_space_takes_nothing_of_a_packed_body()
    {
        using var packed = new PackedBytes(new MemoryStream([8, 1]), isGzip: false);

        Assert.Equal(8, await packed.PeekAsync(Cancel));
        Assert.Equal(0, await packed.ReadAsync(Memory<byte>.Empty, Cancel));
        byte[] bytes = new byte[2];
        await packed.ReadExactlyAsync(bytes, Cancel);
        Assert.Equal([8, 1], bytes);
        Assert.Equal(0, await packed.ReadAsync(Memory<byte>.Empty, Cancel));
        Assert.False(packed.HasEnded);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_body_that_is_not_packed_as_it_says_is_an_exception_that_says_so(string coding)
    {
        using PageServer server = Packed(coding, Encoding.UTF8.GetBytes("<html><a href=b>" + Filling()), 1 << 20);

        PageFetchException thrown = await Assert.ThrowsAsync<PageFetchException>(() => FetchAsync(server.Address));

        Assert.Equal(PageFetchError.Corrupt, thrown.Error);
        Assert.Contains(coding, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_gzip_members_are_one_page_and_no_body_is_an_empty_one()
    {
        using PageServer two = Packed("gzip", [.. Pack("<a href=b>", "gzip"), .. Pack("<a href=c>", "gzip")], 5);
        using PageServer none = Packed("gzip", [], 1);

        Assert.Equal(["b", "c"], (await FetchAsync(two.Address)).Select(link => link.RawValue));
        Assert.Empty(await FetchAsync(none.Address));
    }

    [Fact]
    public async Task A_deflated_page_may_begin_with_a_byte_of_zero()
    {
        // Two stored blocks (RFC 1951, 3.2.4), the last of them empty.
        using PageServer server = Packed("deflate", [0, 10, 0, 0xF5, 0xFF, .. "<a href=b>"u8, 1, 0, 0, 0xFF, 0xFF], 3);

        Assert.Equal(["b"], (await FetchAsync(server.Address)).Select(link => link.RawValue));
    }

    [Fact]
    public async Task A_client_of_the_callers_own_gives_the_same_exceptions()
    {
        using PageServer plain = Packed("gzip", Encoding.UTF8.GetBytes("<html><a href=b>"), 1 << 20);
        using var handler = new HttpClientHandler { AutomaticDecompression = DecompressionMethods.All };
        using var client = new HttpClient(handler);

        PageFetchException thrown = await Assert.ThrowsAsync<PageFetchException>(async () => await new LinkExtractor().FetchAsync(client, plain.Address, Cancel).ToListAsync(Cancel));

        Assert.Equal(PageFetchError.Corrupt, thrown.Error);
    }

    [Theory]
    [InlineData("Content-Length: 1000\r\n\r\n<a href=b>", "")]
    [InlineData("Content-Length: 1000\r\n\r\n<a href=b>", "reset")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\na\r\n<a href=b>\r\n", "")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\na\r\n<a href=b>\r\n", "nonsense\r\n")]
    public async Task A_page_that_breaks_off_gives_its_links_up_to_there_and_says_so(string rest, string then)
    {
        var seen = new TaskCompletionSource();
        using var server = new PageServer(async (_, socket) =>
        {
            await socket.SendAllAsync(Encoding.UTF8.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + rest));
            await seen.Task;
            if (then != "reset")
            {
                await socket.SendAllAsync(Encoding.UTF8.GetBytes(then));
                return;
            }

            socket.LingerState = new(true, 0);
            socket.Close();
        });
        using var client = new HttpClient(new GuardedHttpHandler());
        var links = new List<Link>();

        PageFetchException thrown = await Assert.ThrowsAsync<PageFetchException>(async () =>
        {
            await foreach (Link link in new LinkExtractor().FetchAsync(client, server.Address, Cancel))
            {
                links.Add(link);
                seen.TrySetResult();
            }
        });

        Assert.Equal(PageFetchError.Incomplete, thrown.Error);
        Assert.Equal("b", Assert.Single(links).RawValue);
    }

    [Fact]
    public async Task A_time_limit_may_be_longer_than_any_timer()
    {
        using var server = new PageServer(_ => PageServer.Ok("<a href=b>"));
        List<Link> links = [];

        await FetchAsync(server.Address, new LinkExtractorOptions { FetchTimeout = TimeSpan.MaxValue }, links);

        Assert.Single(links);
    }

    [Theory]
    [InlineData("silent", 0)]
    [InlineData("stops", 1)]
    [InlineData("redirects", 0)]
    public async Task A_server_that_is_waited_for_too_long_is_left(string how, int links)
    {
        var time = new FakeTimeProvider();
        var asked = new SemaphoreSlim(0);
        using var server = new PageServer(async (path, socket) =>
        {
            if (how == "redirects" && path == "/")
            {
                time.Advance(TimeSpan.FromSeconds(299));
                await socket.SendAllAsync(Encoding.ASCII.GetBytes(PageServer.Redirect("/page")));
                return;
            }

            if (how == "stops")
                await socket.SendAllAsync("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<a href=b>"u8.ToArray());
            asked.Release();
            await socket.ReceiveAsync(new byte[1]);
        });
        using var client = new HttpClient(new GuardedHttpHandler());
        var options = new LinkExtractorOptions { FetchTimeout = TimeSpan.FromSeconds(300), TimeProvider = time };
        await using IAsyncEnumerator<Link> page = new LinkExtractor(options).FetchAsync(client, server.Address, Cancel).GetAsyncEnumerator(Cancel);
        for (int i = 0; i < links; i++)
            Assert.True(await page.MoveNextAsync());

        Task<bool> next = page.MoveNextAsync().AsTask();
        Assert.True(await asked.WaitAsync(TimeSpan.FromMinutes(1), Cancel));
        time.Advance(TimeSpan.FromSeconds(how == "redirects" ? 0.999 : 299.999));
        Assert.False(next.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        TimeoutException thrown = await Assert.ThrowsAsync<TimeoutException>(() => next.WaitAsync(TimeSpan.FromMinutes(1), Cancel));
        Assert.Contains("FetchTimeout, 00:05:00", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_drips_for_ever_is_left_when_the_time_is_over()
    {
        // Each read takes ten milliseconds by this clock, so the time is over after a hundred.
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMilliseconds(10) };
        using var server = new PageServer(async (_, socket) =>
        {
            await socket.SendAllAsync("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<a href=b>"u8.ToArray());
            while (true)
                await socket.SendAllAsync("x"u8.ToArray());
        });
        var links = new List<Link>();

        TimeoutException thrown = await Assert.ThrowsAsync<TimeoutException>(() =>
            FetchAsync(server.Address, new LinkExtractorOptions { FetchTimeout = TimeSpan.FromSeconds(1), TimeProvider = time }, links)
                .WaitAsync(TimeSpan.FromMinutes(1), Cancel));

        Assert.Contains("FetchTimeout, 00:00:01", thrown.Message, StringComparison.Ordinal);
        Assert.Single(links);
    }

    [Fact]
    public async Task The_callers_own_time_between_two_links_does_not_count()
    {
        var time = new FakeTimeProvider();
        using var clock = new FetchClock(TimeSpan.FromMilliseconds(300), time, Cancel);
        Assert.Equal(1, await clock.WaitAsync(_ => new ValueTask<int>(1), new Uri("http://a/")));
        time.Advance(TimeSpan.FromMilliseconds(600));
        Assert.Equal(2, await clock.WaitAsync(token => new ValueTask<int>(token.IsCancellationRequested ? 0 : 2), new Uri("http://a/")));

        Task<int> waiting = clock.WaitAsync<int>(async token =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return 0;
        }, new Uri("http://a/")).AsTask();
        time.Advance(TimeSpan.FromMilliseconds(299));
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
    }

    [Fact]
    public void An_exception_can_be_made_with_all_that_it_says()
    {
        var cause = new IOException("cause");
        var fetch = new PageFetchException(PageFetchError.Status, new Uri("http://a.example/b"), "no such page", cause)
        {
            StatusCode = HttpStatusCode.NotFound,
            ContentType = "text/plain",
        };
        Assert.Equal("http://a.example/b: no such page", fetch.Message);
        Assert.Equal((PageFetchError.Status, "http://a.example/b", HttpStatusCode.NotFound, "text/plain"), (fetch.Error, fetch.Uri.AbsoluteUri, fetch.StatusCode, fetch.ContentType));
        Assert.Same(cause, fetch.InnerException);
        Assert.Throws<ArgumentNullException>(() => new PageFetchException(PageFetchError.Status, null!, "no page"));

        var limit = new LinkLimitException(nameof(LinkExtractorOptions.MaxLinks), 5, "The page has 6 links");
        Assert.Equal(("MaxLinks", 5L), (limit.OptionName, limit.Limit));
        Assert.Equal("The page has 6 links (LinkExtractorOptions.MaxLinks is 5). Raise the limit for pages like this one.", limit.Message);
    }

    [Fact]
    public void A_wrong_address_is_refused_at_the_call()
    {
        using var client = new HttpClient();
        var extractor = new LinkExtractor();

        Assert.Throws<ArgumentException>(() => extractor.FetchAsync(client, new Uri("a", UriKind.Relative), Cancel));
        Assert.Equal(PageFetchError.Scheme, Assert.Throws<PageFetchException>(() => extractor.FetchAsync(client, new Uri("ftp://a/"), Cancel)).Error);
        Assert.Equal(PageFetchError.Host, Assert.Throws<PageFetchException>(() => extractor.FetchAsync(client, new Uri("http://xn--zzzzzzzz\u00E9/"), Cancel)).Error);
    }

    [Theory]
    [InlineData("ftp://me:secret@host.example/x")]
    [InlineData("http://me:secret@xn--zzzzzzzz\u00E9/x")]
    public void A_refusal_says_nothing_of_the_user_name_and_password_in_the_address(string address)
    {
        using var client = new HttpClient();
        var uri = new Uri(address);

        PageFetchException refused = Assert.Throws<PageFetchException>(() => new LinkExtractor().FetchAsync(client, uri, Cancel));

        Assert.StartsWith($"{uri.Scheme}://{uri.Host}/x: ", refused.Message, StringComparison.Ordinal);
        Assert.Equal(("", uri.Host, "/x"), (refused.Uri.UserInfo, refused.Uri.Host, refused.Uri.AbsolutePath));
    }

    [Fact]
    public async Task Pages_are_asked_for_unless_the_client_asks_for_something_itself()
    {
        using var server = new PageServer(_ => PageServer.Ok("<a href=b>"));
        await FetchAsync(server.Address);
        Assert.Contains("Accept: text/html, application/xhtml+xml, */*; q=0.1\r\n", server.Requests[0], StringComparison.Ordinal);
        using var client = new HttpClient(new GuardedHttpHandler());
        client.DefaultRequestHeaders.Accept.ParseAdd("text/x-mine");
        await foreach (Link _ in new LinkExtractor().FetchAsync(client, server.Address, Cancel))
        {
        }

        Assert.Contains("Accept: text/x-mine\r\n", server.Requests[1], StringComparison.Ordinal);
    }

    internal static string Filling() => string.Join(' ', Enumerable.Range(0, 400).Select(i => (i * 7919 % 10007).ToString("x", CultureInfo.InvariantCulture)));

    internal static byte[] Pack(string html, string coding)
    {
        using var packed = new MemoryStream();
        using (Stream packer = coding switch
        {
            "gzip" or "x-gzip" => new GZipStream(packed, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(packed, CompressionLevel.Fastest),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest),
            _ => new DeflateStream(packed, CompressionLevel.Fastest),
        })
        {
            packer.Write(Encoding.UTF8.GetBytes(html));
        }

        return packed.ToArray();
    }

    internal static byte[] PackedHead(string coding, int? length) => Encoding.ASCII.GetBytes(
        $"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {coding.Split(' ')[^1]}\r\nConnection: close\r\n{(length is null ? "" : $"Content-Length: {length}\r\n")}\r\n");

    private static PageServer Packed(string coding, byte[] body, int chunk) => new(async (_, socket) =>
    {
        socket.NoDelay = true;
        await socket.SendAllAsync(PackedHead(coding, body.Length));
        foreach (byte[] piece in body.Chunk(chunk))
            await socket.SendAllAsync(piece);
    });

    internal static async Task<List<Link>> FetchAsync(Uri address, LinkExtractorOptions? options = null, List<Link>? links = null)
    {
        links ??= [];
        using var client = new HttpClient(new GuardedHttpHandler());
        await foreach (Link link in new LinkExtractor(options).FetchAsync(client, address, Cancel))
            links.Add(link);
        return links;
    }
}
