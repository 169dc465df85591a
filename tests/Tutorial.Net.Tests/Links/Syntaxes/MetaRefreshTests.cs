using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Tutorial.Net.Tests.Infrastructure;
using static Tutorial.Net.Tests.Infrastructure.ConformanceData;

namespace Tutorial.Net.Tests.Links.Syntaxes;

public sealed class MetaRefreshTests
{
    private const string Page = "http://example.com/meta/refresh.sub.html";

    [Fact]
    public void Every_refresh_waits_and_goes_where_a_browser_does()
    {
        JsonArray cases = Document("wpt/meta-refresh.json")["cases"]!.AsArray();
        Assert.True(cases.Count >= 69, $"only {cases.Count} cases");
        Assert.Equal([], cases.Select(test => Difference(Text(test!["input"])!, test["expected"])).OfType<string>());
    }

    [Theory]
    [InlineData("0;url=next.html", 0, "next.html")]
    [InlineData("5; URL = 'next page.html' and more", 5, "next page.html")]
    [InlineData("5;u=x", 5, "u=x")]
    [InlineData("5;url", 5, "url")]
    [InlineData("5;'a\"b", 5, "a\"b")]
    [InlineData(".5", 0, "")]
    [InlineData("99999999999999999999;x", int.MaxValue, "x")]
    [InlineData("7", 7, "")]
    public void The_steps_of_the_standard_hold_where_the_data_is_silent(string content, int seconds, string url)
    {
        Assert.True(MetaRefresh.TryParse(Encoding.UTF8.GetBytes(content), out int waits, out ReadOnlySpan<byte> found));
        Assert.Equal((seconds, url), (waits, Encoding.UTF8.GetString(found)));
    }

    /// <summary>Each production at its smallest, and cut.</summary>
    private static readonly string[] Pieces =
        ["0", "1", ".", ".5", "-", "+", ";", ",", " ", "\f", "\0", "\u00A0", "u", "ur", "url", "URL", "url=", "url =", "=", "'", "\"", "''", "'a", "a", "99999999999"];

    [Fact]
    public void Any_content_is_taken_or_refused_and_the_url_lies_in_it() =>
        Gen.OneOf(
            Gen.String[Gen.Char[" \t\n\f\r\0\u00A001.;,url=URL'\"x"], 0, 20],
            Gen.Int[0, Pieces.Length - 1].Array[0, 8].Select(pieces => string.Concat(pieces.Select(i => Pieces[i])))).Sample(content =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(content);
            if (MetaRefresh.TryParse(bytes, out int seconds, out ReadOnlySpan<byte> url))
                Assert.True(seconds >= 0 && (url.IsEmpty || bytes.AsSpan().Overlaps(url)));
        }, iter: Campaign.Cases(100_000));

    private static string? Difference(string content, JsonNode? expected)
    {
        (int, string)? actual = null;
        if (MetaRefresh.TryParse(Encoding.UTF8.GetBytes(content), out int seconds, out ReadOnlySpan<byte> url)
            && UrlParser.Parse(url, UrlParser.Parse(Page)) is { } resolved)
        {
            actual = (seconds, resolved.Href);
        }

        (int, string)? wanted = null;
        if (expected is not null)
        {
            wanted = ((int)expected[0]!, UrlParser.Parse(Text(expected[1])!, UrlParser.Parse(Page))!.Href);
        }

        return Nullable.Equals(actual, wanted) ? null : $"{Show(content)}: expected {wanted}, got {actual}";
    }
}
