using System.Text;
using CsCheck;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Links.Syntaxes;

public sealed class CssUrlsTests
{
    [Theory]
    [InlineData("a { background: url(a.png) }", "a.png")]
    [InlineData("a { background: URL( 'a b.png' ) no-repeat, url(\"c.png\") }", "a b.png|c.png")]
    [InlineData("url(  a.png\n)", "a.png")]
    [InlineData("url()", "")]
    [InlineData("url('')", "")]
    [InlineData("url(a.png", "a.png")]
    [InlineData("url('a.png", "a.png")]
    [InlineData("@import 'a.css'; @import \"b.css\" screen; @IMPORT url(c.css) layer(x);", "import a.css|import b.css|import c.css")]
    [InlineData("@import/**/'a.css';'b.css'", "import a.css")]
    [InlineData("@import 'a.css' 'b.css'", "import a.css")]
    [InlineData("@import; 'b.css'", null)]
    [InlineData("@namespace 'http://www.w3.org/1999/xhtml'; @namespace s url(http://www.w3.org/2000/svg); a{b:url(c)}", "c")]
    [InlineData("@charset \"utf-8\"; a{b:url(c)}", "c")]
    [InlineData("@font-face { src: local(\"x\"), url(f.woff2) format('woff2') }", "f.woff2")]
    [InlineData("/* url(a) @import 'b'; */ url(c)", "c")]
    [InlineData("/* url(a)", null)]
    [InlineData("content: \"url(a)\"; b: url(c)", "c")]
    [InlineData("content: 'url(a); b: url(c)", null)]
    [InlineData("content: 'broken\n b: url(c)", "c")]
    [InlineData(@"u\72l(a.png)", "a.png")]
    [InlineData(@"\75 rl(a.png)", "a.png")]
    [InlineData(@"@\69mport 'a.css';", "import a.css")]
    [InlineData(@"url(a\ b\29.png)", "a b).png")]
    [InlineData(@"url(\e9\E9 a\000026b)", "ééa&b")]
    [InlineData(@"url('a\'b\
c')", "a'bc")]
    [InlineData(@"url(\0\110000\d800 x)", "\uFFFD\uFFFD\uFFFDx")]
    [InlineData("url(a\0b)", "a\uFFFDb")]
    [InlineData("url('a\0b')", "a\uFFFDb")]
    [InlineData("url(a b) url(c)", "c")]
    [InlineData("url(a'b) url(c)", "c")]
    [InlineData("url(a(b) url(c)", "c")]
    [InlineData(@"url(a b\) c) url(d)", "d")]
    [InlineData("url(a\\\nb) url(c)", "c")]
    [InlineData("url('a\nb) url(c)", "c")]
    [InlineData("url('a\nb') url(c)", null)]
    [InlineData("myurl(a) -url(b) url-prefix(c) #url(d) @url(e) 1url(f) 1e3url(g) .5url(h) url (i)", null)]
    [InlineData("-1.5e+3url(a) +url(b)", "b")]
    [InlineData("<!-- url(a) -->url(b)", "a|b")]
    [InlineData("background:url(data:image/svg+xml;utf8,x\\(y\\))", "data:image/svg+xml;utf8,x(y)")]
    [InlineData("url(a;b:c{d}e)", "a;b:c{d}e")]
    [InlineData("\\", null)]
    [InlineData("url(\\", "\uFFFD")]
    [InlineData("url('\\", "")]
    [InlineData("@", null)]
    [InlineData("", null)]
    public void Urls_are_those_of_the_css_tokenizer(string css, string? expected) =>
        Assert.Equal(expected, Read(css) is { Count: > 0 } urls ? string.Join('|', urls.Select(u => (u.IsImport ? "import " : "") + u.Url)) : null);

    [Fact]
    public void A_url_says_where_its_token_starts()
    {
        const string Css = "@import 'a'; b { c: url(d) }";
        Assert.Equal([Css.IndexOf('\''), Css.IndexOf("url", StringComparison.Ordinal)], Read(Css).Select(u => u.Start));
    }

    /// <summary>Each production at its smallest, and cut.</summary>
    private static readonly string[] Pieces =
    [
        "url", "url(", "url()", "url( )", "url(a", "url(a)", "url(a b)", "url('", "url('a", "url('a')", "url(\"\")", "url('a' )", "url('a'b)", "u\\rl(a)", "src(", "@", "@import", "@import ",
        "@import ''", "@import 'a'", "@import url()", "@import/**/'a'", "'", "''", "'\n", "\"", "\\", "\\\n", "\\e9 ", "\\0", "\\110000", "\\d800 ", "/", "/*", "*/", "/**/", "<!--", "-->", ";",
        "{", "}", "(", ")", "#", "#a", "-", "--", "1", "1e", "1e1", ".", "+", "\0", "\r", "\f", "\r\n", " ", "\uD800", "\uFEFF",
    ];

    [Fact]
    public void Any_css_is_read_to_its_end() =>
        Gen.OneOf(
            Gen.String[Gen.Char["url('\")\\/*@import;\n{}ae1.+-# \0\uD800"], 0, 40],
            Gen.Int[0, Pieces.Length - 1].Array[0, 10].Select(pieces => string.Concat(pieces.Select(i => Pieces[i])))).Sample(css =>
        {
            int last = -1;
            foreach (Found url in Read(css))
            {
                Assert.True(url.Start > last && url.Start < Encoding.UTF8.GetByteCount(css));
                last = url.Start;
            }
        }, iter: Campaign.Cases(200_000));

    [Theory]
    [InlineData("url(")]
    [InlineData("url('a")]
    [InlineData("/*")]
    [InlineData("\\")]
    [InlineData("@import ")]
    [InlineData("url(a b")]
    [InlineData("-")]
    [InlineData("1e")]
    public void A_megabyte_of_anything_take_time_in_proportion(string piece) =>
        Assert.True(Read(string.Concat(Enumerable.Repeat(piece, 800_000 / piece.Length))).Count <= 400_000);

    private static List<Found> Read(string css)
    {
        var urls = new List<Found>();
        var reader = new CssUrls(Encoding.UTF8.GetBytes(css));
        while (reader.MoveNext())
            urls.Add(new Found(Encoding.UTF8.GetString(reader.Current), reader.Start, reader.IsImport));
        reader.Dispose();
        return urls;
    }

    private sealed record Found(string Url, int Start, bool IsImport);
}
