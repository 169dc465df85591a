using System.Net;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Links;

/// <summary>A page that is fetched again, and comes only if it has changed.</summary>
public sealed class FetchIfChangedTests
{
    private const string Validators = "ETag: W/\"a\"\r\nLast-Modified: Sat, 28 Nov 2026 10:11:12 GMT\r\n";
    private const string NotModified = "HTTP/1.1 304 Not Modified\r\nETag: W/\"a\"\r\nConnection: close\r\n\r\n";
    private static readonly DateTimeOffset Modified = new(2026, 11, 28, 10, 11, 12, TimeSpan.Zero);

    [Fact]
    public async Task A_page_comes_again_only_when_it_has_changed()
    {
        string answer = PageServer.Ok("<a href=b>", more: Validators);
        using var server = new PageServer(_ => Volatile.Read(ref answer));
        var version = new PageVersion();

        Assert.Equal(["b"], await FetchAsync(server.Address, version));
        Assert.Equal((server.Address, "W/\"a\"", Modified, false), (version.Uri, version.ETag, version.LastModified, version.IsUnchanged));

        Volatile.Write(ref answer, NotModified);
        Assert.Empty(await FetchAsync(server.Address, version));
        Assert.Equal((server.Address, "W/\"a\"", Modified, true), (version.Uri, version.ETag, version.LastModified, version.IsUnchanged));

        Volatile.Write(ref answer, PageServer.Ok("<a href=c>", more: "ETag: \"n\"\r\n"));
        Assert.Equal(["c"], await FetchAsync(server.Address, version));
        Assert.Equal((server.Address, "\"n\"", (DateTimeOffset?)null, false), (version.Uri, version.ETag, version.LastModified, version.IsUnchanged));

        Assert.Equal([(null, null), ("W/\"a\"", "Sat, 28 Nov 2026 10:11:12 GMT"), ("W/\"a\"", "Sat, 28 Nov 2026 10:11:12 GMT")], server.Requests.Select(Asked));
    }

    [Theory]
    [InlineData("ETag: \"a\"\r\n", "\"a\"", null)]
    [InlineData("Last-Modified: Sat, 28 Nov 2026 10:11:12 GMT\r\n", null, "Sat, 28 Nov 2026 10:11:12 GMT")]
    [InlineData("", null, null)]
    [InlineData("ETag: a\r\nLast-Modified: yesterday\r\n", null, null)]
    public async Task What_the_server_did_not_say_is_not_asked_with(string headers, string? tag, string? modified)
    {
        using var server = new PageServer(_ => PageServer.Ok("<a href=b>", more: headers));
        var version = new PageVersion();

        Assert.Single(await FetchAsync(server.Address, version));
        Assert.Single(await FetchAsync(server.Address, version));

        Assert.Equal((tag, modified), Asked(server.Requests[1]));
    }

    [Fact]
    public async Task A_version_that_was_stored_goes_on()
    {
        using var server = new PageServer(_ => NotModified);
        var version = new PageVersion { Uri = server.Address, ETag = "\"stored\"" };

        Assert.Empty(await FetchAsync(server.Address, version));

        Assert.True(version.IsUnchanged);
        Assert.Equal(("\"stored\"", null), Asked(Assert.Single(server.Requests)));
    }

    [Fact]
    public async Task Enumerating_again_asks_with_what_the_first_time_brought()
    {
        using var server = new PageServer(_ => PageServer.Ok("<a href=b>", more: Validators));
        using var client = new HttpClient(new GuardedHttpHandler());
        IAsyncEnumerable<Link> links = new LinkExtractor().FetchIfChangedAsync(client, server.Address, new PageVersion());

        await links.CountAsync();
        await links.CountAsync();

        Assert.Equal([null, "W/\"a\""], server.Requests.Select(request => Asked(request).Tag));
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("left")]
    [InlineData("limit")]
    public async Task A_page_that_is_not_read_to_its_end_leaves_the_version_as_it_was(string how)
    {
        string page = PageServer.Ok("<a href=b><a href=c>", more: Validators);
        using var server = new PageServer(_ => how == "cut" ? page[..^1] : page);
        using var client = new HttpClient(new GuardedHttpHandler());
        var extractor = new LinkExtractor(new LinkExtractorOptions { MaxLinks = how == "limit" ? 1 : 10 });
        var version = new PageVersion { Uri = server.Address, ETag = "\"old\"" };

        Exception? thrown = await Record.ExceptionAsync(async () =>
        {
            await foreach (Link link in extractor.FetchIfChangedAsync(client, server.Address, version))
            {
                if (how == "left")
                    break;
            }
        });

        Assert.Equal(how switch { "cut" => typeof(PageFetchException), "limit" => typeof(LinkLimitException), _ => null }, thrown?.GetType());
        Assert.Equal((server.Address, "\"old\"", (DateTimeOffset?)null, false), (version.Uri, version.ETag, version.LastModified, version.IsUnchanged));
    }

    [Fact]
    public async Task Another_origin_is_not_told_the_version()
    {
        using var other = new PageServer(_ => PageServer.Ok("<a href=b>"));
        using var server = new PageServer(_ => PageServer.Redirect(other.Address.AbsoluteUri));

        // Neither when it is asked itself, nor by a redirect.
        await FetchAsync(other.Address, new PageVersion { Uri = server.Address, ETag = "\"a\"", LastModified = Modified });
        await FetchAsync(server.Address, new PageVersion { Uri = server.Address, ETag = "\"a\"", LastModified = Modified });

        Assert.Equal([(null, null), (null, null)], other.Requests.Select(Asked));
        Assert.Equal(("\"a\"", "Sat, 28 Nov 2026 10:11:12 GMT"), Asked(Assert.Single(server.Requests)));
    }

    [Fact]
    public async Task A_page_behind_a_redirect_is_unchanged_if_it_is_the_same_page()
    {
        using var server = new PageServer(path => path == "/" ? PageServer.Redirect("/page") : NotModified);
        var version = new PageVersion { Uri = new Uri(server.Address, "/page"), ETag = "\"a\"" };

        Assert.Empty(await FetchAsync(server.Address, version));

        Assert.True(version.IsUnchanged);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Another_page_with_a_version_of_the_same_name_is_read()
    {
        PageServer? server = null;
        server = new PageServer(path => path == "/" ? PageServer.Redirect("/new")
            : Asked(server!.Requests[^1]).Tag is not null ? NotModified
            : PageServer.Ok("<a href=b>", more: "ETag: \"1\"\r\n"));
        using PageServer own = server;
        var version = new PageVersion { Uri = new Uri(server.Address, "/old"), ETag = "\"1\"" };

        Assert.Equal(["b"], await FetchAsync(server.Address, version));

        Assert.Equal((new Uri(server.Address, "/new"), "\"1\"", false), (version.Uri, version.ETag, version.IsUnchanged));
        Assert.Equal(["\"1\"", "\"1\"", null, null], server.Requests.Select(request => Asked(request).Tag));
    }

    [Fact]
    public async Task An_answer_that_is_of_no_use_is_disposed_before_the_page_is_asked_for_again()
    {
        var unchanged = new WatchedContent();
        using var client = new HttpClient(new Scripted(
            // Where a redirect that the client itself followed has led.
            request => new HttpResponseMessage(HttpStatusCode.NotModified)
            {
                Content = unchanged,
                RequestMessage = new HttpRequestMessage(HttpMethod.Get, new Uri(request.RequestUri!, "/new")),
            },
            request => new HttpResponseMessage(unchanged.IsDisposed ? HttpStatusCode.OK : HttpStatusCode.Conflict)
            {
                Content = new StringContent("<a href=b>", null, "text/html"),
                RequestMessage = request,
            }));
        var version = new PageVersion { Uri = new Uri("http://a/"), ETag = "\"1\"" };

        Assert.Equal("b", Assert.Single(await new LinkExtractor().FetchIfChangedAsync(client, version.Uri, version).ToListAsync()).RawValue);
    }

    [Fact]
    public async Task A_server_that_says_unchanged_unasked_gives_no_page()
    {
        using var server = new PageServer(_ => NotModified);
        foreach (PageVersion version in new PageVersion[] { new(), new() { Uri = server.Address }, new() { Uri = new Uri(server.Address, "/other"), ETag = "\"a\"" } })
        {
            PageFetchException thrown = await Assert.ThrowsAsync<PageFetchException>(() => FetchAsync(server.Address, version));
            Assert.Equal((PageFetchError.Status, HttpStatusCode.NotModified), (thrown.Error, thrown.StatusCode));
            Assert.False(version.IsUnchanged);
        }
    }

    [Theory]
    [InlineData("a")]
    [InlineData("\"a")]
    [InlineData("\"a\"\r\nX: y")]
    [InlineData("")]
    public void What_is_no_entity_tag_is_refused(string tag) =>
        Assert.Contains("in quotes", Assert.Throws<ArgumentException>(() => new PageVersion { ETag = tag }).Message, StringComparison.Ordinal);

    private static (string? Tag, string? Modified) Asked(string request) => (Header(request, "If-None-Match"), Header(request, "If-Modified-Since"));

    private static string? Header(string request, string name) =>
        request.Split("\r\n").SingleOrDefault(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..];

    private static async Task<List<string>> FetchAsync(Uri address, PageVersion version)
    {
        using var client = new HttpClient(new GuardedHttpHandler { AllowPrivateAddresses = true });
        return await new LinkExtractor().FetchIfChangedAsync(client, address, version).Select(link => link.RawValue).ToListAsync();
    }

    /// <summary>Gives an answer for each request in turn.</summary>
    private sealed class Scripted(params Func<HttpRequestMessage, HttpResponseMessage>[] answers) : HttpMessageHandler
    {
        private int _next;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(answers[_next++](request));
    }

    private sealed class WatchedContent() : ByteArrayContent([])
    {
        public bool IsDisposed { get; private set; }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
