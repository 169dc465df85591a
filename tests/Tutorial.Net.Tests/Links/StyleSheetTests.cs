using System.Text;

namespace Tutorial.Net.Tests.Links;

/// <summary>Where a page's style sheets begin and end, and how their URLs are written.</summary>
public sealed class StyleSheetTests
{
    private static readonly LinkExtractorOptions WithCss = new() { IncludeCss = true };

    // html | urls relative to http://example.com/dir/
    [Theory]
    [InlineData("<style/>a{b:url(c)}</style>", "c")]
    [InlineData("<style />a{b:url(c)}</style><style/ >a{b:url(d)}</style>", "c d")]
    [InlineData("<style x=y/>@import 'c';", "c")]
    [InlineData("<svg><desc><style/>a{b:url(c)}</style></desc></svg>", "c")]
    [InlineData("<svg><style/>a{b:url(c)}</style></svg>", "")]
    [InlineData("<svg><style>a{b:url(c)}</svg>a{b:url(d)}", "c")]
    [InlineData("<svg><style>a{b:url(c)}<p>a{b:url(d)}</p>", "c")]
    [InlineData("<svg><style>a{b:url(c&amp;d)}<![CDATA[a{b:url(e&amp;f)}]]></style>", "c&d e&amp;f")]
    [InlineData("<math><style>a{b:url(c)}</math><style>a{b:url(d)}</style>", "c d")]
    [InlineData("<svg><style>url(c)<g>url(d)</g>url(e)<path/>url(f)</style></svg>", "c e f")]
    [InlineData("<svg><style><g><style>url(c)</style></g></style></svg>", "c")]
    [InlineData("<svg><style>url(c)<style>url(d)</style></style></svg>", "c d")]
    [InlineData("<svg><style>url(c)<style/>url(d)</style></svg>", "c d")]
    [InlineData("<svg><style>url(c)<script>url(d)</script></style></svg><style>url(e)</style>", "c e")]
    [InlineData("<svg><style>url(c)<desc><style>url(d)</style></desc></style></svg>", "c d")]
    [InlineData("<template><style>a{b:url(c)}</style></template>", "c")]
    [InlineData("<title/><style>url(b)</style></title><style>a{b:url(c)}", "c")]
    public void A_style_sheet_is_what_the_style_element_holds(string html, string expected) => Check(Encoding.UTF8.GetBytes(html), expected);

    [Theory]
    [InlineData("windows-1252", "<style>a{b:url(?\u00E9)}</style>", "?%C3%A9")]
    [InlineData("windows-1251", "<p style='a:url(?\u0436)'>", "?%D0%B6")]
    [InlineData("windows-1252", "<p style='a:url(?\\e9 )'>", "?%C3%A9")]
    [InlineData("windows-1252", "<p style='a:url(?\\e9 )'><a href='?\u00E9'>", "?%C3%A9 ?%E9")]
    [InlineData("windows-1252", "<p style='a:url(?&eacute;)'><a href='?&eacute;'>", "?%C3%A9 ?%E9")]
    [InlineData("windows-1252", "<style>@import '?\\e9 ';</style>", "?%C3%A9")]
    [InlineData("koi8-r", "<svg><style>a{b:url(?\u0436)}</style></svg>", "?%D0%B6")]
    public void A_url_in_a_style_sheet_is_UTF_8_whatever_the_pages_charset(string charset, string html, string expected)
    {
        string meta = charset == "windows-1252" ? "" : $"<meta charset={charset}>";
        Check(WebEncodingBytes(charset, meta + html), expected);
    }

    [Fact]
    public void A_sheet_is_left_out_with_its_element_and_with_the_code_around_it()
    {
        const string Html = "<style>a{b:url(c)}</style><svg><style>a{b:url(d)}</style></svg><pre><style>a{b:url(e)}</style></pre><p style=a:url(f)><a href=g>";

        Assert.Equal("g", Urls(new() { IncludeCss = true, AllowElements = ["a"] }));
        Assert.Equal("c d e", Urls(new() { IncludeCss = true, AllowElements = ["style"] }));
        Assert.Equal("f g", Urls(new() { IncludeCss = true, DenyElements = ["STYLE"] }));
        Assert.Equal("c d f g", Urls(new() { IncludeCss = true, SkipCode = true }));

        static string Urls(LinkExtractorOptions options) => StyleSheetTests.Urls(new LinkExtractor(options).Extract(Html, Scanning.Page));
    }

    private static void Check(byte[] html, string expected)
    {
        Assert.Equal(expected, Urls(new LinkExtractor(WithCss).Extract(html, Scanning.Page)));
        foreach (int chunk in new[] { 1, 3, 1000 })
            Assert.Equal(expected, Urls(Scanning.ReadAll(html, WithCss, chunk)));
    }

    private static string Urls(IEnumerable<Link> links) => string.Join(' ', links.Select(l => l.Url.Replace("http://example.com/dir/", "", StringComparison.Ordinal)));

    private static byte[] WebEncodingBytes(string charset, string text)
    {
        _ = WebEncoding.Utf8; // Registers the code pages.
        return Encoding.GetEncoding(charset).GetBytes(text);
    }
}
