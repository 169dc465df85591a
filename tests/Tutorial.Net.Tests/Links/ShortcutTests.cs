using System.Net;
using System.Text;
using CsCheck;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Links;

/// <summary>Most values of a page are copied behind a part of the base, unparsed. What comes of them is what the URL standard's algorithm
/// says, wherever in the page they stand.</summary>
public sealed class ShortcutTests
{
    private static readonly string[] Pieces =
    [
        "a", "B", "9", "-", "/", "/", "//", ".", "..", "?", "#", ":", "&", "&amp;", "&lt", "%41", "%2e", "%2E", "=", "~", "|", "@", "[", "]",
        ";", "\\", " ", "\"", "'",
        "<", ">", "^", "`", "{", "}", "\u007F", "\u00E9", "\u65E5", "http://", "https://", "https://example.com", "https://example.com/",
        "https://example.com:8080",
        "HTTP:", "x:", "data:,", "host.example", "1.2", "a.", "0123456789abcdefghijklmnopqrstuv", "0123456789abcdefghijklmnopqrstuvwxyz/",
    ];

    private static readonly string[] Bases =
    [
        "https://example.com/d/page.html?q=1#f", "http://example.com", "https://u:p@example.com:8080/a/b/", "http://[::1]/x?y", "file:///C:/a/b",
        "mailto:a@b", "x://h/p",
    ];

    private static readonly Gen<string> Values = Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 9].Select(string.Concat);

    [Fact]
    public void A_link_leads_where_the_whole_algorithm_leads()
    {
        int links = 0, taken = 0;
        Gen.Select(Values, Values, Gen.Int[0, Bases.Length - 1], Gen.Int[0, 2]).Sample(
            (value, rest, number, quoting) =>
            {
                string html = quoting switch
                {
                    0 => $"<a href=\"{Escaped(value)}\" title=x>",
                    1 => $"<a href='{Escaped(value)}'>{rest}",
                    _ => $"<a rel=nofollow href=\"{Escaped(value)}\">",
                };
                WebUrl page = WebUrl.Parse(Bases[number]);
                byte[] utf8 = Encoding.UTF8.GetBytes(value);
                ByteBuffer whole = default;
                bool isUrl = UrlParser.ResolveFully(utf8, page, null, ref whole, out _) == UrlError.None;
                string expected = isUrl ? Encoding.ASCII.GetString(whole.Written) : value;
                whole.Dispose();
                Link link = new LinkExtractor().Extract(Encoding.UTF8.GetBytes(html), page, "utf-8")[0];
                Assert.Equal((expected, value, "href"), (link.Url, link.RawValue, link.Attribute));
                Interlocked.Increment(ref links);
                if (UrlParser.TryPlan(utf8, page, out _, out _))
                    Interlocked.Increment(ref taken);
            },
            iter: Campaign.Cases(300_000));
        // Neither way is left out.
        Assert.InRange((double)taken / links, 0.05, 0.95);
    }

    private static string Escaped(string value) => WebUtility.HtmlEncode(value);
}
