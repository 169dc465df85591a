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
        "http://example.com/a/b?q#f", "https://user:pw@example.com:8080/", "file:///C:/a/b", "file:///C:x/y", "file://host/x", "mailto:a@b", "x:/.//a", "x://h", "ws://h/p?q",
        "data:text/plain,hi#f",
    ];

    /// <summary>Also those of the bases, with all that may stand in front of a path.</summary>
    private static readonly string[] Sites =
        ["https://example.com/", "http://example.com/", "http://example.com", "https://user:pw@example.com:8080/", "https://user:pw@example.com:8080"];

    private static Gen<string> Inputs => Among(Fragments).Array[0, 12].Select(string.Concat);

    /// <summary>What stays as it is, in the main.</summary>
    private static Gen<string> Plain =>
        Among(["a", "B9", "/", "?", "#", "-", "_", "=", "x.html", "|", "[", "&", ":"]).Array[1, 12].Select(string.Concat);

    private static Gen<string> Among(string[] items) => Gen.Int[0, items.Length - 1].Select(i => items[i]);

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
            if (!WebUrl.TryParse(input, WebUrl.Parse(baseText), out WebUrl? url))
                return;
            Assert.True(Ascii.IsValid(url.Href));
            Assert.Equal(url.Href, Assemble(url));
        }, iter: Campaign.Cases(200_000));

    [Fact]
    public void The_shortcut_gives_what_the_whole_algorithm_gives()
    {
        int cases = 0, taken = 0;
        Gen<string> onSite = Gen.Select(Among(Sites), Gen.OneOf(Inputs, Plain), (site, text) => site + text);
        Gen.Select(Gen.OneOf(Inputs, onSite, Among(Simple).Array[0, 30].Select(string.Concat), Plain), Among(Bases)).Sample((input, baseText) =>
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(input);
            WebUrl baseUrl = WebUrl.Parse(baseText);
            ByteBuffer whole = default, output = default;
            bool parsed = UrlParser.ResolveFully(utf8, baseUrl, null, ref whole, out UrlParts expected) == UrlError.None;
            Assert.Equal(parsed, UrlParser.TryResolve(utf8, baseUrl, null, ref output, out UrlParts actual));
            if (parsed)
            {
                Assert.Equal(whole.Written, output.Written);
                Assert.Equal(expected, actual);
                Assert.Equal(Encoding.ASCII.GetString(whole.Written), UrlParser.Parse(utf8, baseUrl)!.Href);
            }

            whole.Dispose();
            output.Dispose();
            Interlocked.Increment(ref cases);
            if (UrlParser.TryPlan(utf8, baseUrl, out _, out _))
                Interlocked.Increment(ref taken);
        }, iter: Campaign.Cases(300_000));
        // Neither way is left out.
        Assert.InRange((double)taken / cases, 0.05, 0.95);
    }

    [Fact]
    public void Broken_utf8_is_read_as_its_replacement_characters() =>
        Gen.Select(Gen.OneOf(Among(Fragments).Select(Encoding.UTF8.GetBytes), Gen.Byte.Select(b => new[] { b })).Array[0, 8], Among(Bases))
            .Sample((pieces, baseText) =>
        {
            byte[] bytes = [.. pieces.SelectMany(piece => piece)];
            WebUrl baseUrl = WebUrl.Parse(baseText);
            Assert.Equal(UrlParser.Parse(Encoding.UTF8.GetString(bytes), baseUrl)?.Href, UrlParser.Parse(bytes, baseUrl)?.Href);
        }, iter: Campaign.Cases(200_000));

    [Fact]
    public void The_shortcut_is_taken_where_a_reference_stands_for_itself()
    {
        WebUrl page = WebUrl.Parse("https://example.com/articles/index.html?q#f");
        (string Input, string Front)[] cases =
        [
            ("other.html?x=1#y", "https://example.com/articles/"), ("/static/app.js", "https://example.com"), ("?p=2", "https://example.com/articles/index.html"),
            ("#top", "https://example.com/articles/index.html?q"), ("https://cdn.example/x:y", ""), ("/File:a%20b.png", "https://example.com"),
        ];
        foreach ((string input, string front) in cases)
        {
            Assert.True(UrlParser.TryPlan(Encoding.ASCII.GetBytes(input), page, out int length, out _), input);
            Assert.Equal(front, page.Href[..length]);
        }
    }

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
    public void Resolving_bytes_allocates_nothing()
    {
        WebUrl page = WebUrl.Parse("https://example.com/articles/index.html");
        byte[][] references = [.. ((string[])["/static/app.js", "other.html?x=1#y", "https://cdn.example.com/v1/x.css", "../up/%20 x", "//H:80/", "HTTP://[1::2]/", "\xE9"])
            .Select(Encoding.Latin1.GetBytes)];
        var output = default(ByteBuffer);
        long before = 0;
        for (int round = -10; round < 1000; round++)
        {
            if (round == 0)
                before = GC.GetAllocatedBytesForCurrentThread();
            // The last one is broken UTF-8, which takes a string to mend.
            foreach (byte[] reference in references.AsSpan(..^1))
                UrlParser.TryResolve(reference, page, null, ref output, out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(UrlParser.TryResolve(references[^1], page, null, ref output, out _));
        Assert.Equal("https://example.com/articles/%EF%BF%BD"u8, output.Written);
        output.Dispose();
    }

    [Fact]
    public void Parsing_allocates_the_url_and_its_string_and_nothing_else()
    {
        WebUrl page = WebUrl.Parse("https://example.com/articles/index.html");
        string[] references = ["/static/app.js", "other.html?x=1#y", "https://cdn.example.com/lib/v1/x.css", "../up/%20x"];
        const int OfUrl = 16 + (2 * 8) + (9 * 4) + 4;
        long expected = 0, before = 0;
        for (int round = -10; round < 1000; round++)
        {
            if (round == 0)
                before = GC.GetAllocatedBytesForCurrentThread();
            foreach (string reference in references)
            {
                WebUrl.TryParse(reference, page, out WebUrl? url);
                expected += round < 0 ? 0 : OfUrl + ((22 + (2 * url!.Href.Length) + 7) / 8 * 8);
            }
        }

        Assert.Equal(expected, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string? Resolve(string reference, string? baseText) =>
        UrlParser.Parse(reference, baseText is null ? null : WebUrl.Parse(baseText))?.Href;

    /// <summary>The standard's serialiser, from the components.</summary>
    private static string Assemble(WebUrl url)
    {
        string credentials = url.Username + (url.Password.Length == 0 ? "" : $":{url.Password}");
        string text = $"{url.Scheme}:";
        if (url.Parts.HasHost)
            text += "//" + (credentials.Length == 0 ? "" : credentials + "@") + url.Host + (url.Port is int port ? $":{port}" : "");
        else if (url.Path.StartsWith("//", StringComparison.Ordinal))
            text += "/.";
        text += url.Path;
        if (url.Parts.PathEnd < url.Parts.QueryEnd)
            text += url.Query.Length == 0 ? "?" : url.Query;
        if (url.Parts.QueryEnd < url.Parts.End)
            text += url.Fragment.Length == 0 ? "#" : url.Fragment;
        return text;
    }
}
