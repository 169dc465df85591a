using System.Text;

namespace Tutorial.Net.Tests.Links;

/// <summary>A page's address in each of its forms, wherever one is taken.</summary>
public sealed class PageAddressTests
{
    private const string Html = "<a href=\"../b?\u00E9\">";
    private const string Page = "http://example.com/x/y/";

    public static TheoryData<PageAddress> Addresses => new(Page, WebUrl.Parse(Page), new Uri(Page), " HTTP://EXAMPLE.com:80/x/./y/\n");

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task A_string_a_WebUrl_and_a_Uri_are_the_same_address(PageAddress address) =>
        Assert.Equal(Enumerable.Repeat("http://example.com/x/b?%C3%A9", 5), await UrlsAsync(address));

    [Fact]
    public void The_drive_of_a_file_is_no_scheme() =>
        Assert.Equal("file:///C:/x/b", Assert.Single(new LinkExtractor().Extract("<a href=b>", new Uri("C:\\x\\page.html"))).Url);

    [Fact]
    public async Task Null_is_no_address_in_any_form()
    {
        Assert.Equal("../b?\u00E9", Assert.Single(new LinkExtractor().Extract(Html, null)).Url);
        Assert.Equal("../b?\u00E9", Assert.Single(new LinkExtractor().Extract(Html, default)).Url);
        Assert.Equal("../b?\u00E9", Assert.Single(new LinkExtractor().Extract(Encoding.UTF8.GetBytes(Html), null, "utf-8")).Url);
        Assert.Equal("../b?\u00E9", Assert.Single(new LinkExtractor().Extract(Html, documentUri: Page.Length > 100 ? new Uri(Page) : null)).Url);
        foreach (PageAddress? none in new PageAddress?[] { (string?)null, (Uri?)null, (WebUrl?)null })
            Assert.Equal(Enumerable.Repeat("../b?\u00E9", 5), await UrlsAsync(none));
    }

    [Fact]
    public void An_address_is_shown_as_it_was_given()
    {
        Assert.Equal(" x ", ((PageAddress)" x ").ToString());
        Assert.Equal(Page, ((PageAddress)new Uri(Page)).ToString());
        Assert.Equal(Page, ((PageAddress)WebUrl.Parse(Page)).ToString());
    }

    [Theory]
    [InlineData("", "is no absolute URL")]
    [InlineData("page.html", "\"page.html\" is no absolute URL")]
    [InlineData("utf-8", "\"utf-8\" is no absolute URL")]
    [InlineData("http://\u001B[31m/", "\"http://\\u001B[31m/\" is no URL")]
    public void A_string_that_is_none_is_refused_at_the_call_and_shown_escaped(string text, string why)
    {
        using var client = new HttpClient();
        var extractor = new LinkExtractor();
        Refused("documentUri", () => extractor.Extract(Html, text));
        Refused("documentUri", () => extractor.Extract("<a href=b>"u8, text));
        Refused("documentUri", () => extractor.Enumerate("<a href=b>"u8, text).GetEnumerator().Dispose());
        Refused("documentUri", () => extractor.ExtractAsync(Stream.Null, text));
        Refused("documentUri", () => new LinkScanner(documentUri: text).Dispose());
        Refused("uri", () => extractor.FetchAsync(client, text));
        Refused("uri", () => extractor.FetchIfChangedAsync(client, text, new PageVersion()));

        void Refused(string parameter, Action action)
        {
            ArgumentException thrown = Assert.Throws<ArgumentException>(action);
            Assert.Equal(parameter, thrown.ParamName);
            Assert.Contains(why, thrown.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_relative_Uri_is_refused_as_a_string_is()
    {
        var relative = new Uri("a", UriKind.Relative);

        Assert.Equal("documentUri", Assert.Throws<ArgumentException>(() => new LinkExtractor().Extract(Html, relative)).ParamName);
        Assert.Equal("documentUri", Assert.Throws<ArgumentException>(() => new LinkScanner(documentUri: relative)).ParamName);
    }

    /// <summary>Hosts of <see cref="Uri"/> are fewer than those of browsers, and <see cref="HttpClient"/> takes no others.</summary>
    [Fact]
    public void An_address_that_only_a_browser_could_fetch_is_refused_at_the_call()
    {
        using var client = new HttpClient();
        const string Address = "http://a~b/";
        Assert.False(Uri.TryCreate(Address, UriKind.Absolute, out _));

        Assert.Single(new LinkExtractor().Extract(Html, Address));
        Assert.Contains(Address, Assert.Throws<ArgumentException>("uri", () => new LinkExtractor().FetchAsync(client, Address)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>("uri", () => new LinkExtractor().FetchAsync(client, (string)null!));
        Assert.Throws<ArgumentNullException>("version", () => new LinkExtractor().FetchIfChangedAsync(client, Page, null!));
    }

    /// <summary>As the five ways in give it: a string, bytes, a stream, an enumerable, a scanner.</summary>
    private static async Task<List<string>> UrlsAsync(PageAddress? address)
    {
        byte[] html = Encoding.UTF8.GetBytes(Html);
        var extractor = new LinkExtractor(new LinkExtractorOptions { FallbackCharset = "utf-8" });
        var urls = new List<string> { Assert.Single(extractor.Extract(Html, address)).Url, Assert.Single(extractor.Extract(html, address)).Url };
        using var stream = new MemoryStream(html);
        urls.AddRange(await extractor.ExtractAsync(stream, address).Select(link => link.Url).ToListAsync());
        foreach (LinkRef link in extractor.Enumerate(html, address))
            urls.Add(link.ToLink().Url);
        using var scanner = new LinkScanner(null, address, "utf-8");
        Scanning.Write(scanner, html);
        while (scanner.TryRead(out Link? link))
            urls.Add(link.Url);
        return urls;
    }
}
