using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Links;

/// <summary>A page that its server calls XHTML, as XML tools write it: an element may end where it begins.</summary>
public sealed class XhtmlTests
{
    // html | raw values
    [Theory]
    [InlineData("<html xmlns='http://www.w3.org/1999/xhtml'><head><script src='x.js'/></head><body><a href='b'/></body></html>", "x.js b")]
    [InlineData("<title/><a href='b'/>", "b")]
    [InlineData("<textarea /><a href='b'/>", "b")]
    [InlineData("<style media='print'/><a href='b'/>", "b")]
    [InlineData("<iframe src='i'/><a href='b'/>", "i b")]
    [InlineData("<xmp/><noembed/><noframes/><plaintext/><a href='b'/>", "b")]
    [InlineData("<script>'&lt;a href=x>'</script><a href='b'/>", "b")]
    [InlineData("<style>a{b:url(c)}</style><style/><p style='a:url(d)'/>url(e)", "c d")]
    [InlineData("<p><![CDATA[1 > 0 <a href='x'>]]></p><a href='b'/>", "b")]
    [InlineData("<svg><foreignObject><div/></foreignObject><a xlink:href='b'/></svg>", "b")]
    [InlineData("<svg><title/><a xlink:href='b'/></svg><a xlink:href='x'/>", "b")]
    public async Task An_element_that_ends_where_it_begins_holds_nothing(string html, string expected)
    {
        Assert.Equal(expected, string.Join(' ', (await FetchAsync(html, whole: true)).Select(link => link.RawValue)));
        Assert.Equal(expected, string.Join(' ', (await FetchAsync(html, whole: false)).Select(link => link.RawValue)));
    }

    [Theory]
    [InlineData("<template/><base href='/d/'/><a href='b?&#228;\u00E4'/>", "d/b?%C3%A4%C3%A4")]
    [InlineData("<?xml version='1.0' encoding='iso-8859-2'?><a href='?&#261;'/>", "?%B1")]
    public async Task It_is_UTF_8_unless_it_says_otherwise(string html, string expected) =>
        Assert.EndsWith("/" + expected, Assert.Single(await FetchAsync(html, whole: true)).Url, StringComparison.Ordinal);

    [Fact]
    public async Task A_link_that_ends_where_it_begins_has_no_text() =>
        Assert.Equal(["", "u v"], (await FetchAsync("<a href='b'/>t<a href='c'>u<br/>v</a>", whole: true)).Select(link => link.Text));

    [Fact]
    public async Task A_page_that_is_called_HTML_is_read_as_a_browser_reads_it() =>
        Assert.Equal("x", Assert.Single(await FetchAsync("<script src='x'/><a href='b'/>", whole: true, "text/html")).RawValue);

    private static async Task<List<Link>> FetchAsync(string html, bool whole, string type = "application/xhtml+xml")
    {
        using var server = new PageServer(async (_, socket) =>
        {
            socket.NoDelay = true;
            foreach (byte[] piece in Encoding.UTF8.GetBytes(PageServer.Ok(html, type)).Chunk(whole ? int.MaxValue : 1))
                await socket.SendAllAsync(piece);
        });
        return await FetchTests.FetchAsync(server.Address, new LinkExtractorOptions { IncludeText = true, IncludeCss = true });
    }
}
