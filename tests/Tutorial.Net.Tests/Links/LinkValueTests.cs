using System.Text;

namespace Tutorial.Net.Tests.Links;

/// <summary>What a link says of its tag is that tag's, and as a browser reads it.</summary>
public sealed class LinkValueTests
{
    private static readonly Uri Page = new("http://example.com/");

    [Fact]
    public void Line_ends_in_a_value_are_line_feeds()
    {
        Link link = new LinkExtractor().Extract("<a rel=\"x\ry\" href=\"a\r\nb\rc\">"u8, Page)[0];

        Assert.Equal(("a\nb\nc", "x\ny", "http://example.com/abc"), (link.RawValue, link.Rel, link.Url));
    }

    [Fact]
    public void A_tag_as_long_as_the_one_read_before_has_its_own_rel_and_name()
    {
        var options = new LinkExtractorOptions { CustomAttributes = ["data-src"] };
        using var scanner = new LinkScanner(options, Page);

        Assert.Equal("first", Read("<a rel=first href=1>").Rel);
        Assert.Equal("other", Read("<a rel=other href=2>").Rel);
        Assert.Equal("x-one", Read("<x-one data-src=3>").Element);
        Assert.Equal("x-two", Read("<x-two data-src=4>").Element);

        Link Read(string html)
        {
            Scanning.Write(scanner, Encoding.ASCII.GetBytes(html));
            Assert.True(scanner.TryRead(out Link? link));
            Assert.False(scanner.TryRead(out _));
            return link;
        }
    }

    [Fact]
    public void An_end_tag_too_many_neither_opens_code_nor_closes_what_comes()
    {
        var extractor = new LinkExtractor(new LinkExtractorOptions { SkipCode = true });

        IReadOnlyList<Link> links = extractor.Extract("</pre><a href=a></a><pre><a href=b></a></pre><a href=c>"u8, Page);

        Assert.Equal(["a", "c"], links.Select(link => link.RawValue));
    }

    [Fact]
    public void What_svg_calls_like_an_element_of_code_holds_none()
    {
        var extractor = new LinkExtractor(new LinkExtractorOptions { SkipCode = true });

        Assert.Equal("a", Assert.Single(extractor.Extract("<svg><samp><a href=a></samp></svg>"u8, Page)).RawValue);
    }

    [Fact]
    public void A_host_with_its_last_dot_is_on_its_domain()
    {
        var extractor = new LinkExtractor(new LinkExtractorOptions { AllowDomains = ["example.org"] });

        IReadOnlyList<Link> links = extractor.Extract("<a href=//www.example.org./a><a href=//example.org./b><a href=//example.com./c>"u8, Page);

        Assert.Equal(["http://www.example.org./a", "http://example.org./b"], links.Select(link => link.Url));
    }

    [Fact]
    public void A_rel_of_nofollow_says_nothing_of_what_the_page_is()
    {
        IReadOnlyList<Link> links = new LinkExtractor().Extract("<link rel='alternate nofollow' href=a><a rel=nofollow href=b>"u8, Page);

        Assert.Equal([(LinkKind.Metadata, false), (LinkKind.Hyperlink, true)], links.Select(link => (link.Kind, link.NoFollow)));
    }
}
