using System.Text;
using System.Text.RegularExpressions;

namespace Tutorial.Net.Tests.Links;

public sealed class LinkExtractorTests
{
    private const string Html = """
        <nav><a href=http://a.example/1>1</a></nav>
        <main id=m><p class=x><a href=https://www.b.example/2>2</a><img src=http://b.example/3></p><template><a href=/4>4</a></template></main>
        <a href=javascript:5>5</a><a href=mailto:a@b.example>6</a>
        """;

    private static readonly Uri Page = new("http://c.example/");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Domains_take_subdomains_and_nothing_that_only_looks_like_them()
    {
        Assert.Equal(["https://www.b.example/2", "http://b.example/3"], Urls(new() { AllowDomains = ["B.example."] }));
        Assert.Equal(["http://a.example/1", "http://c.example/4", "javascript:5", "mailto:a@b.example"], Urls(new() { DenyDomains = ["b.example"] }));
        Assert.Empty(new LinkExtractor(new() { AllowDomains = ["example.com"] }).Extract("<a href=http://badexample.com/><a href=http://example.com.evil/>"));
    }

    [Theory]
    [InlineData("bücher.example")]
    [InlineData("BÜCHER.example.")]
    [InlineData("xn--bcher-kva.example")]
    [InlineData("[::1]")]
    [InlineData("[0:0::1]")]
    public void Domains_are_compared_as_browsers_write_them(string domain)
    {
        const string Page = "<a href=http://www.bücher.example/><a href=http://xn--bcher-kva.example/><a href=http://[::1]/><a href=http://a.example/>";
        bool literal = domain.StartsWith('[');

        Assert.Equal(literal ? 1 : 2, new LinkExtractor(new() { AllowDomains = [domain] }).Extract(Page).Count);
        Assert.Equal(literal ? 3 : 2, new LinkExtractor(new() { DenyDomains = [domain] }).Extract(Page).Count);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("a b")]
    [InlineData("a@b")]
    [InlineData("a:80")]
    [InlineData("[::1")]
    [InlineData("a%")]
    [InlineData("*.evil.example")]
    [InlineData("a.example,b.example")]
    [InlineData("a(b)")]
    public void A_domain_that_is_no_host_is_refused_by_name(string domain) => Assert.Contains(
        $"\"{domain}\"", Assert.Throws<ArgumentException>(() => new LinkExtractorOptions { DenyDomains = [domain] }).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("http*")]
    [InlineData("http//")]
    [InlineData("1a")]
    public void A_scheme_that_is_none_is_refused_by_name(string scheme) => Assert.Contains(
        $"\"{scheme}\"", Assert.Throws<ArgumentException>(() => new LinkExtractorOptions { Schemes = [scheme] }).Message, StringComparison.Ordinal);

    [Fact]
    public void A_name_of_an_attribute_that_would_match_none_is_refused() => Assert.Contains(
        "\"data-gr\u00F6\u00DFe\"",
        Assert.Throws<ArgumentException>(() => new LinkExtractorOptions { CustomAttributes = ["data-gr\u00F6\u00DFe"] }).Message,
        StringComparison.Ordinal);

    [Fact]
    public void The_page_may_be_a_file_of_Windows() =>
        Assert.Equal("file:///C:/dir/b", Assert.Single(new LinkExtractor().Extract("<a href=b>", new Uri(@"C:\dir\page.html"))).Url);

    [Fact]
    public void Schemes_kinds_and_expressions_choose()
    {
        Assert.Equal(["https://www.b.example/2", "mailto:a@b.example"], Urls(new() { Schemes = ["HTTPS", "mailto"] }));
        Assert.Equal(["http://b.example/3"], Urls(new() { Kinds = new HashSet<LinkKind> { LinkKind.Image } }));
        Assert.Equal(["http://b.example/3"], Urls(new() { Kinds = [LinkKind.Image, LinkKind.Image] }));
        Assert.Equal(["https://www.b.example/2"], Urls(new() { Allow = new Regex(@"\d$"), Deny = new Regex("/[13]$|:5|4$") }));
    }

    [Fact]
    public void Collections_that_change_afterwards_change_nothing()
    {
        var kinds = new HashSet<LinkKind> { LinkKind.Image };
        var hosts = new List<string> { "b.example" };
        var schemes = new List<string> { "http" };
        var attributes = new List<string> { "class" };
        LinkExtractorOptions[] options =
        [
            new() { Kinds = kinds }, new() { AllowDomains = hosts }, new() { DenyDomains = hosts }, new() { Schemes = schemes }, new() { CustomAttributes = attributes },
        ];
        var extractor = new LinkExtractor(options[0]);
        string[] first = [.. options.Select(o => string.Join(' ', Urls(o)))];

        kinds.Clear();
        kinds.Add(LinkKind.Hyperlink);
        hosts[0] = "a.example";
        schemes[0] = "mailto";
        attributes[0] = "id";

        Assert.Equal(first, options.Select(o => string.Join(' ', Urls(o))));
        Assert.Equal("http://b.example/3", Assert.Single(extractor.Extract(Html, Page)).Url);
        Assert.Equal([LinkKind.Image], options[0].Kinds!);
        Assert.Equal(nameof(LinkExtractorOptions.CustomAttributes),
            Assert.Throws<ArgumentException>(() => new LinkExtractorOptions { CustomAttributes = [""] }).ParamName);
    }

    [Fact]
    public void An_expression_that_takes_forever_is_stopped()
    {
        var options = new LinkExtractorOptions { Allow = new Regex("^(a+)+$", RegexOptions.None, TimeSpan.FromMilliseconds(50)) };

        Assert.Throws<RegexMatchTimeoutException>(() => new LinkExtractor(options).Extract($"<a href={new string('a', 64)}b>"));
        Assert.Equal(LinkExtractorOptions.DefaultMatchTimeout, new LinkExtractorOptions { Deny = new Regex("x") }.Deny!.MatchTimeout);
    }

    [Theory]
    [InlineData("#m", "https://www.b.example/2 http://b.example/3 http://c.example/4")]
    [InlineData("p.x > a, nav", "http://a.example/1 https://www.b.example/2")]
    [InlineData("a:has(+ img)", "https://www.b.example/2")]
    [InlineData("table", "")]
    public async Task Within_takes_only_what_is_inside_a_selector(string selector, string expected)
    {
        var options = new LinkExtractorOptions { Within = selector };

        Assert.Equal(expected, string.Join(' ', Urls(options)));
        Assert.Equal(expected, string.Join(' ', new LinkExtractor(options).Extract(Encoding.UTF8.GetBytes(Html), Page).Select(link => link.Url)));
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(Html));
        Assert.Equal(expected, string.Join(' ', await new LinkExtractor(options).ExtractAsync(stream, Page, cancellationToken: Cancel).Select(link => link.Url).ToListAsync(Cancel)));
    }

    [Fact]
    public void Within_keeps_positions_charset_and_base()
    {
        byte[] html = Encoding.Latin1.GetBytes("<meta charset=iso-8859-1>\r\n\u00E9<p><a href='?\u00E9'></p><base href=/x/>");
        Link link = Assert.Single(new LinkExtractor(new LinkExtractorOptions { Within = "p" }).Extract(html, Page));

        Assert.Equal(("http://c.example/x/?%E9", "?\u00E9", 2, 6), (link.Url, link.RawValue, link.Line, link.Column));
        Assert.Equal(5, Assert.Single(new LinkExtractor(new LinkExtractorOptions { Within = "p" }).Extract("\u20AC\U0001F600\r\n<p><a href=b>", Page)).Offset - 3);
    }

    [Fact]
    public async Task Within_has_limits_of_its_own()
    {
        var small = new LinkExtractor(new LinkExtractorOptions { Within = "p", MaxDomBytes = 10 });
        var quick = new LinkExtractor(new LinkExtractorOptions { Within = "p", DomTimeout = TimeSpan.FromMilliseconds(100) });
        using var endless = new EndlessStream();

        Assert.Equal("MaxDomBytes", Assert.Throws<LinkLimitException>(() => small.Extract("<p><a href=b>")).OptionName);
        await Assert.ThrowsAsync<LinkLimitException>(async () => await small.ExtractAsync(endless, cancellationToken: Cancel).ToListAsync(Cancel));
        Assert.Throws<TimeoutException>(() => quick.Extract(string.Concat(Enumerable.Repeat("<div>", 20_000))));
    }

    [Fact]
    public async Task A_stream_is_read_to_its_end_and_left_open()
    {
        using var stream = new MemoryStream("<a href=b><a href=c>"u8.ToArray());

        Assert.Equal(["http://c.example/b", "http://c.example/c"],
            await new LinkExtractor().ExtractAsync(stream, Page, cancellationToken: Cancel).Select(link => link.Url).ToListAsync(Cancel));
        Assert.True(stream.CanRead);
    }

    [Fact]
    public async Task Cancelling_ends_a_stream_that_never_does()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using var endless = new EndlessStream();
        int count = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (Link _ in new LinkExtractor().ExtractAsync(endless, cancellationToken: cancel.Token))
            {
                if (++count == 10_000)
                    await cancel.CancelAsync();
            }
        });
    }

    [Fact]
    public void One_extractor_serves_many_threads()
    {
        var extractor = new LinkExtractor(new LinkExtractorOptions { Unique = true, IncludeText = true });
        string html = string.Concat(Enumerable.Range(0, 200).Select(i => $"<a href={i}>{i}</a>"));

        Parallel.For(0, 200, _ => Assert.Equal(200, extractor.Extract(html, Page).Count));
    }

    [Fact]
    public void A_page_costs_its_links_and_nothing_that_grows_with_it()
    {
        byte[] text = Encoding.UTF8.GetBytes("<a href=/x>" + string.Concat(Enumerable.Repeat("<p class=x>text</p>", 50_000)));
        byte[] little = text[..2048];

        Assert.InRange(Allocated(text) - Allocated(little), -64, 64);

        static long Allocated(byte[] html)
        {
            long least = long.MaxValue;
            for (int i = 0; i < 40; i++) // past the compiler, which allocates less once it optimises
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                Assert.Single(new LinkExtractor().Extract(html, Page));
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            return least;
        }
    }

    [Fact]
    public void Options_are_refused_where_they_are_set()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new LinkExtractorOptions { MaxBytes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LinkExtractorOptions { MaxLinks = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LinkExtractorOptions { MaxAttributeLength = 15 });
        // Each byte of a value may become 3 of UTF-8, and each of these 3 of an escape: more would not go into one array.
        Assert.Throws<ArgumentOutOfRangeException>(() => new LinkExtractorOptions { MaxAttributeLength = (128 << 20) + 1 });
        Assert.Equal(128 << 20, new LinkExtractorOptions { MaxAttributeLength = 128 << 20 }.MaxAttributeLength);
        Assert.Throws<ArgumentOutOfRangeException>(() => new LinkExtractorOptions { MaxDomBytes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LinkExtractorOptions { DomTimeout = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LinkExtractorOptions { CustomAttributes = [.. Enumerable.Range(0, 65).Select(i => $"a{i}")] });
        Assert.Throws<ArgumentException>(() => new LinkExtractorOptions { CustomAttributes = ["a b"] });
        Assert.Throws<ArgumentException>(() => new LinkExtractorOptions { FallbackCharset = "klingon" });
        Assert.Throws<ArgumentException>(() => new LinkExtractorOptions { Within = "p[" });
        Assert.Throws<ArgumentException>(() => new LinkExtractorOptions { Schemes = ["http:"] });
        Assert.Throws<ArgumentException>(() => new LinkExtractorOptions { AllowDomains = ["http://a/"] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GuardedHttpHandler { MaxRedirects = 21 });
    }

    private static IEnumerable<string> Urls(LinkExtractorOptions options) => new LinkExtractor(options).Extract(Html, Page).Select(link => link.Url);

    /// <summary>A page of links without end.</summary>
    private sealed class EndlessStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => 0; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            for (int i = 0; i < count; i++)
                buffer[offset + i] = "<a href=b>"u8[i % 10];
            return count - (count % 10);
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
