using System.Text;
using CsCheck;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Urls;

public sealed class UrlParserTests
{
    private static readonly string[] Fragments =
    [
        "http:", "https://", "HTTP://", "file:", "ws://", "mailto:", "data:,", "x:", "//", "/", "\\", "..", ".", "%2e", "%2E.", "?", "#", "@", ":",
        "user", "pw", "[", "]", "[::1]", "[::1.2.3.4]", "1.2.3.4", "0x7f.1", "256", "99999999999", "example.com", "EXAMPLE", "xn--", "bücher", "ß", "日本語",
        "％４１", "\u0300", "\u200D", "א", "a", "C:", "c|", "localhost", ":80", ":443", ":65536", " ", "\t", "\n", "\0", "%", "%41", "%zz", "'", "\"", "<", "`",
        "{", "^", "|", "\uD800", "\uDC00", "😀", "\u007F", "é", "=", "&", ";", "+", "~", "//a", "/./", "/../",
    ];

    private static readonly string[] Simple =
        ["http://", "https://", "a", "B", "9", ".", "..", "/", "//", "?", "#", ":", "%41", "%2E", "|", "[", "@", "-", "_", "host.example", "1.2", "0x"];

    private static readonly string[] Bases =
    [
        "http://example.com/a/b?q#f", "https://user:pw@example.com:8080/", "file:///C:/a/b", "file://host/x", "mailto:a@b", "x:/.//a", "x://h", "ws://h/p?q",
        "data:text/plain,hi#f",
    ];

    private static Gen<string> Inputs => Among(Fragments).Array[0, 12].Select(string.Concat);

    private static Gen<string> Among(string[] items) => Gen.Int[0, items.Length - 1].Select(i => items[i]);

    [Theory]
    [InlineData("page.html", "http://example.com/a/page.html")]
    [InlineData("/page.html", "http://example.com/page.html")]
    [InlineData("//cdn.example/x.js", "http://cdn.example/x.js")]
    [InlineData("  https://Example.COM:443/%7Ea  ", "https://example.com/%7Ea")]
    [InlineData("", "http://example.com/a/b?q")]
    [InlineData("#top", "http://example.com/a/b?q#top")]
    [InlineData("?p=1", "http://example.com/a/b?p=1")]
    [InlineData("../../../up", "http://example.com/up")]
    [InlineData("a\nb", "http://example.com/a/ab")]
    [InlineData("http:rel", "http://example.com/a/rel")]
    [InlineData(@"\\host\share", "http://host/share")]
    [InlineData("http://2130706433/", "http://127.0.0.1/")]
    [InlineData("http://[0:0::1%31]/", null)]
    [InlineData("http://a b/", null)]
    [InlineData("javascript:alert(1 )", "javascript:alert(1 )")]
    public void A_reference_resolves_as_in_a_browser(string reference, string? expected) =>
        Assert.Equal(expected, Resolve(reference, "http://example.com/a/b?q#f"));

    [Fact]
    public void Resolving_a_result_again_changes_nothing() =>
        Gen.Select(Inputs, Among(Bases)).Sample((input, baseText) =>
        {
            string? href = Resolve(input, baseText);
            if (href is not null)
                Assert.Equal(href, Resolve(href, null));
        }, iter: Campaign.Cases(300_000));

    [Fact]
    public void Any_text_at_all_resolves_or_fails_and_the_parts_make_up_the_whole() =>
        Gen.Select(Gen.OneOf(Inputs, Gen.String), Among(Bases)).Sample((input, baseText) =>
        {
            if (!UrlParser.TryResolve(input, UrlParser.Parse(baseText), null, out string? href, out UrlParts parts))
                return;
            Assert.True(Ascii.IsValid(href));
            Assert.Equal(href, Assemble(href, parts));
        }, iter: Campaign.Cases(200_000));

    [Fact]
    public void The_shortcut_gives_what_the_whole_algorithm_gives() =>
        Gen.Select(Gen.OneOf(Inputs, Inputs.Select(text => "https://example.com/" + text), Among(Simple).Array[0, 8].Select(string.Concat)),
            Among(Bases)).Sample((input, baseText) =>
        {
            UrlRecord baseUrl = UrlParser.Parse(baseText)!;
            Assert.Equal(
                UrlParser.TryResolveFully(input, baseUrl, null, out string? whole, out UrlParts expected),
                UrlParser.TryResolve(input, baseUrl, null, out string? href, out UrlParts actual));
            Assert.Equal(whole, href);
            Assert.Equal(expected, actual);
        }, iter: Campaign.Cases(300_000));

    [Theory]
    [InlineData("/../", 200_000)]
    [InlineData("a/..//", 150_000)]
    [InlineData("@", 800_000)]
    [InlineData(":", 800_000)]
    [InlineData("?", 800_000)]
    [InlineData("é", 400_000)]
    [InlineData("\t\n", 400_000)]
    [InlineData("%2e%2e/", 120_000)]
    [InlineData("[", 800_000)]
    public void A_megabyte_of_anything_take_time_in_proportion(string piece, int times)
    {
        string flood = string.Concat(Enumerable.Repeat(piece, times));
        foreach (string start in (string[])["", "/", "http://", "http://h/", "http://h/?", "x://", "x:", "file:///", "file:"])
        {
            // A quadratic step over most of a million chars would not end within the run.
            _ = Resolve(start + flood, "http://example.com/a/b");
        }
    }

    [Fact]
    public void A_host_of_nothing_but_marks_or_one_endless_label_is_refused_or_done_at_once()
    {
        Assert.Null(Resolve("http://" + new string('ü', 1_000_000), null));
        Assert.Null(Resolve("http://" + string.Concat(Enumerable.Repeat("\u0300\u0316", 300_000)), null));
        Assert.NotNull(Resolve("http://" + string.Concat(Enumerable.Repeat("ü.", 100_000)), null));
    }

    [Fact]
    public void Components_are_slices_of_the_result()
    {
        UrlRecord url = UrlParser.Parse("https://us%20er:p:w@exämple.com:8443/a b?c d#e f")!;
        Assert.Equal("https://us%20er:p%3Aw@xn--exmple-cua.com:8443/a%20b?c%20d#e%20f", url.Href);
        Assert.Equal("https", url.Parts.SchemeName(url.Href).ToString());
        Assert.Equal("us%20er", url.Parts.Username(url.Href).ToString());
        Assert.Equal("p%3Aw", url.Parts.Password(url.Href).ToString());
        Assert.Equal("xn--exmple-cua.com", url.Parts.Hostname(url.Href).ToString());
        Assert.Equal("8443", url.Parts.Port(url.Href).ToString());
    }

    [Fact]
    public void Resolving_allocates_the_result_and_nothing_else()
    {
        UrlRecord baseUrl = UrlParser.Parse("https://example.com/articles/index.html")!;
        const int Rounds = 1000;
        string[] references = ["/static/app.js", "other.html?x=1#y", "https://cdn.example.com/lib/v1/x.css", "../up/%20x"];
        long strings = 0;
        long before = 0;
        for (int round = -10; round < Rounds; round++)
        {
            if (round == 0)
                before = GC.GetAllocatedBytesForCurrentThread();
            foreach (string reference in references)
            {
                UrlParser.TryResolve(reference.AsSpan(), baseUrl, null, out string? href, out _);
                strings += round < 0 ? 0 : (22 + (2 * href!.Length) + 7) / 8 * 8;
            }
        }

        Assert.Equal(strings, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string? Resolve(string reference, string? baseText) =>
        UrlParser.TryResolve(reference, baseText is null ? null : UrlParser.Parse(baseText), null, out string? href, out _) ? href : null;

    /// <summary>The standard's serialiser, from the components.</summary>
    private static string Assemble(string? href, in UrlParts parts)
    {
        string credentials = parts.Username(href).ToString() + (parts.Password(href).IsEmpty ? "" : $":{parts.Password(href)}");
        string text = $"{parts.SchemeName(href)}:";
        if (parts.HasHost)
            text += "//" + (credentials.Length == 0 ? "" : credentials + "@") + parts.Hostname(href).ToString() + (parts.Port(href).IsEmpty ? "" : $":{parts.Port(href)}");
        else if (parts.Path(href).StartsWith("//"))
            text += "/.";
        text += parts.Path(href).ToString();
        if (parts.QueryStart >= 0)
            text += parts.Query(href).IsEmpty ? "?" : parts.Query(href).ToString();
        if (parts.FragmentStart >= 0)
            text += parts.Fragment(href).IsEmpty ? "#" : parts.Fragment(href).ToString();
        return text;
    }
}
