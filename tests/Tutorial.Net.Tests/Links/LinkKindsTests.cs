namespace Tutorial.Net.Tests.Links;

/// <summary>What is a link, what for, and which attribute says so.</summary>
public sealed class LinkKindsTests
{
    private static readonly Uri Page = new("http://example.com/dir/page.html?x=1");

    // html | kind element attribute url [, ...]; urls relative to http://example.com/dir/.
    [Theory]
    [InlineData("<a href=b>", "Hyperlink a href b")]
    [InlineData("<A HREF=b>", "Hyperlink a href b")]
    [InlineData("<a href=''>", "Hyperlink a href page.html?x=1")]
    [InlineData("<a>", "")]
    [InlineData("<a href=b ping='p1 p2'>", "Hyperlink a href b, Ping a ping p1, Ping a ping p2")]
    [InlineData("<area href=b>", "Hyperlink area href b")]
    [InlineData("<a href=b href=c>", "Hyperlink a href b")]
    [InlineData("<iframe src=b longdesc=l>", "Frame iframe src b, Other iframe longdesc l")]
    [InlineData("<frame src=b>", "Frame frame src b")]
    [InlineData("<form action=b>", "Form form action b")]
    [InlineData("<button formaction=b><input formaction=c src=d>", "Form button formaction b, Form input formaction c, Image input src d")]
    [InlineData("<img src=b longdesc=l lowsrc=w>", "Image img src b, Other img longdesc l, Image img lowsrc w")]
    [InlineData("<image src=b>", "Image img src b")]
    [InlineData("<img src=''>", "")]
    [InlineData("<img srcset='a 1x, b 2x'>", "Image img srcset a, Image img srcset b")]
    [InlineData("<picture><source srcset='a 100w,b 200w'>", "Image source srcset a, Image source srcset b")]
    [InlineData("<audio src=a><video src=v poster=p><source src=s><track src=t>",
        "Media audio src a, Media video src v, Image video poster p, Media source src s, Media track src t")]
    [InlineData("<script src=b></script>", "Script script src b")]
    [InlineData("<link href=b rel=stylesheet>", "Stylesheet link href b")]
    [InlineData("<link rel='alternate stylesheet' href=b>", "Stylesheet link href b")]
    [InlineData("<link href=b rel='Shortcut Icon'>", "Icon link href b")]
    [InlineData("<link href=b rel=apple-touch-icon>", "Icon link href b")]
    [InlineData("<link href=b rel=preload imagesrcset='c 1x'>", "ResourceHint link href b, ResourceHint link imagesrcset c")]
    [InlineData("<link href=b rel=dns-prefetch><link href=c rel=preconnect>", "ResourceHint link href b, ResourceHint link href c")]
    [InlineData("<link href=b rel=canonical><link href=c rel=manifest><link href=d>", "Metadata link href b, Metadata link href c, Metadata link href d")]
    [InlineData("<html manifest=b><head profile=c>", "Metadata html manifest b, Metadata head profile c")]
    [InlineData("<embed src=b>", "Embed embed src b")]
    [InlineData("<object data=b codebase=c/>", "Embed object data c/b")]
    [InlineData("<object codebase=/c/ classid=x archive='y z'>", "Embed object classid /c/x, Embed object archive /c/y, Embed object archive /c/z")]
    [InlineData("<applet code=x archive='y, z' codebase=c/>", "Embed applet code c/x, Embed applet archive c/y, Embed applet archive c/z")]
    [InlineData("<blockquote cite=a><q cite=b><ins cite=c><del cite=d>",
        "Citation blockquote cite a, Citation q cite b, Citation ins cite c, Citation del cite d")]
    [InlineData("<body background=b><table background=c><td background=d>",
        "Image body background b, Image table background c, Image td background d")]
    [InlineData("<meta http-equiv=refresh content='5; url=b'>", "Refresh meta content b")]
    [InlineData("<meta http-equiv=Refresh content='5'>", "")]
    [InlineData("<meta http-equiv=' refresh ' content='5; url=b'><meta http-equiv='refresh&#9;' content='5; url=c'>", "")]
    [InlineData("<meta http-equiv=refre\u017Fh content='5; url=b'>", "")]
    [InlineData("<meta http-equiv=refresh content='5; url=javascript:b'><meta http-equiv=refresh content='5; url= Java&#10;Script:b'>", "")]
    [InlineData("<base href=javascript:x><meta http-equiv=refresh content='5; url=b'>", "Refresh meta content b")]
    [InlineData("<meta property=og:image content=b><meta name=twitter:player content=c>", "Metadata meta content b, Metadata meta content c")]
    [InlineData("<meta property=og:see_also content=http://a/>", "Metadata meta content http://a/")]
    [InlineData("<meta property=og:title content='A title'><meta name=description content=http://a/>", "")]
    [InlineData("<svg><a href=b><image xlink:href=c /><use href=d xlink:href=e /><script href=f /><textPath href=g>",
        "Hyperlink a href b, Image image xlink:href c, Image use href d, Script script href f, Other textpath href g")]
    [InlineData("<math><mi href=b>", "Hyperlink mi href b")]
    [InlineData("<svg><img src=b>", "Image img src b")]
    [InlineData("<div href=b src=c data=d action=e>", "")]
    [InlineData("<base href=b>", "")]
    [InlineData("<noscript><img src=b></noscript>", "Image img src b")]
    [InlineData("<template><a href=b></template>", "Hyperlink a href b")]
    [InlineData("<!-- <a href=b> --><script>'<a href=c>'</script><title><a href=d></title><textarea><a href=e></textarea>", "")]
    [InlineData("<a href=b", "")]
    [InlineData("<a href='b>", "")]
    public void Every_attribute_with_a_url_is_a_link_of_its_kind(string html, string expected)
    {
        string[] actual = [.. new LinkExtractor().Extract(html, Page).Select(Describe)];

        Assert.Equal(expected.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(Absolute), actual);
    }

    // The address of the form's own document, whatever the base (HTML, "form submission algorithm").
    [Theory]
    [InlineData("<form action=''>", "http://e.x/d/p?q")]
    [InlineData("<form action>", "http://e.x/d/p?q")]
    [InlineData("<button formaction=''>", "http://e.x/d/p?q")]
    [InlineData("<input formaction>", "http://e.x/d/p?q")]
    [InlineData("<form action=' '>", "http://b/q/")]
    [InlineData("<form action='?'>", "http://b/q/?")]
    [InlineData("<a href=''>", "http://b/q/")]
    [InlineData("<area href=''>", "http://b/q/")]
    public void An_empty_action_is_the_documents_own_address(string html, string expected)
    {
        var page = new Uri("http://e.x/d/p?q");
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes("<base href='http://b/q/'>" + html);

        Assert.Equal(expected, Assert.Single(new LinkExtractor().Extract(bytes, page)).Url);
        Assert.Equal(html.Contains("' '", StringComparison.Ordinal) ? " " : html.Contains('?', StringComparison.Ordinal) ? "?" : "",
            Assert.Single(new LinkExtractor().Extract(bytes)).RawValue);
        using var scanner = new LinkScanner(documentUri: page);
        Scanning.Write(scanner, bytes);
        Assert.True(scanner.TryRead(out Link? link));
        Assert.Equal(expected, link.Url);
    }

    [Theory]
    [InlineData("<style>@import 'a'; b { c: url(d) }</style><p style='background: url(e)'>",
        "Stylesheet style  a, Other style  d, Other p style e")]
    [InlineData("<svg><style>a { b: url(c&amp;d) }</style>", "Other style  c&d")]
    [InlineData("<style>a { b: url(c&amp;d) }", "Other style  c&amp;d")]
    [InlineData("<script>url(a)</script><title>url(b)</title>", "")]
    public void With_css_the_urls_of_style_sheets_are_links(string html, string expected)
    {
        var extractor = new LinkExtractor(new LinkExtractorOptions { IncludeCss = true });

        string[] actual = [.. extractor.Extract(html, Page).Select(Describe)];

        Assert.Equal(expected.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(Absolute), actual);
        Assert.Empty(new LinkExtractor().Extract(html, Page));
    }

    [Fact]
    public void Custom_attributes_are_links_on_every_element()
    {
        var extractor = new LinkExtractor(new LinkExtractorOptions { CustomAttributes = ["data-src", "DATA-srcset", "src"] });

        string[] actual = [.. extractor.Extract("<x-img DATA-SRC=a data-srcset='b 1x, c 2x' src=d><img src=e data-src=f data-src=g>", Page).Select(Describe)];

        Assert.Equal(
            ["Other x-img data-src a", "Other x-img data-srcset b", "Other x-img data-srcset c", "Other x-img src d", "Image img src e", "Other img data-src f"],
            actual.Select(a => a.Replace("http://example.com/dir/", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void Rel_and_nofollow_come_with_the_link()
    {
        IReadOnlyList<Link> links = new LinkExtractor().Extract("<a href=a rel='ugc NoFollow'><a href=b rel=noopener><a href=c><form action=d rel=nofollow>"
            + "<link rel=preload imagesrcset='e 1x, f 2x'>");

        Assert.Equal(["ugc NoFollow", "noopener", null, "nofollow", "preload", "preload"], links.Select(link => link.Rel));
        Assert.Equal([true, false, false, true, false, false], links.Select(link => link.NoFollow));
    }

    /// <summary>In HTML that stands in svg and math as well.</summary>
    [Theory]
    [InlineData("{0}")]
    [InlineData("<svg><foreignObject>{0}")]
    [InlineData("<math><mi>{0}")]
    public void Rel_is_that_of_elements_that_have_one(string around)
    {
        const string Html = "<q cite=a rel=nofollow><img src=b rel=nofollow srcset=c><area href=d rel=nofollow><body background=e rel=nofollow>";

        IReadOnlyList<Link> links = new LinkExtractor().Extract(around.Replace("{0}", Html, StringComparison.Ordinal));

        Assert.Equal(["a", "b", "c", "d", "e"], links.Select(link => link.Url));
        Assert.Equal([null, null, null, "nofollow", null], links.Select(link => link.Rel));
        Assert.Equal([false, false, false, true, false], links.Select(link => link.NoFollow));
    }

    [Fact]
    public void Of_an_elements_name_only_ASCII_letters_are_folded()
    {
        var extractor = new LinkExtractor(new LinkExtractorOptions { IncludeCss = true });

        Assert.Equal(
            ["x\u00C9", "x\uFFFDy", "x\u212A"],
            extractor.Extract("<X\u00C9 style=url(a)><x\0Y style=url(a)><X\u212A style=url(a)>").Select(link => link.Element));
    }

    [Theory]
    [InlineData("<meta name=robots content='noindex, NOFOLLOW'><a href=a>")]
    [InlineData("<meta content=none name=ROBOTS><a href=a>")]
    [InlineData("<a href=a><meta name=robots content=nofollow>")]
    public void A_robots_meta_says_nofollow_for_the_whole_page(string html) =>
        Assert.True(Assert.Single(new LinkExtractor().Extract(html)).NoFollow);

    private static string Describe(Link link) => $"{link.Kind} {link.Element} {link.Attribute} {link.Url}";

    private static string Absolute(string expected)
    {
        int space = expected.LastIndexOf(' ');
        return $"{expected[..space]} {new Uri(new Uri("http://example.com/dir/"), expected[(space + 1)..])}";
    }
}
