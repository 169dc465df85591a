using System.Text;

namespace Tutorial.Net.Tests.Urls;

public sealed class WebUrlTests
{
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
    public void A_reference_resolves_as_in_a_browser(string reference, string? expected)
    {
        WebUrl page = WebUrl.Parse("http://example.com/a/b?q#f");
        Assert.Equal(expected is not null, WebUrl.TryParse(reference, page, out WebUrl? url));
        Assert.Equal(expected, url?.Href);
        Assert.Equal(expected is not null, WebUrl.TryParse(Encoding.UTF8.GetBytes(reference), page, out url));
        Assert.Equal(expected, url?.Href);
        if (expected is not null)
            Assert.Equal(expected, page.Resolve(reference).Href);
    }

    [Theory]
    [InlineData("/b", "file:///C:/x/y", "file:///C:/b")]
    [InlineData("/b", "file:///C:", "file:///C:/b")]
    [InlineData("/b", "file:///C:x/y", "file:///b")]
    [InlineData("/D|/b", "file:///C:/x/y", "file:///D:/b")]
    [InlineData("..", "file:///C:/", "file:///C:/")]
    [InlineData("..", "file:///C:x/", "file:///")]
    [InlineData("b", "file:///C:", "file:///C:/b")]
    [InlineData("..", "x:///a/..", "x:///")]
    [InlineData("http://h:80\0/", "x:", null)]
    [InlineData("http://h[:80]/", "x:", null)]
    [InlineData("x://[::1]:80:8/", "x:", null)]
    public void Drives_and_brackets_count_where_the_standard_lets_them(string reference, string baseText, string? expected)
    {
        WebUrl.TryParse(reference, WebUrl.Parse(baseText), out WebUrl? url);
        Assert.Equal(expected, url?.Href);
    }

    [Theory]
    [InlineData("\u05D01\u05D0", true)]
    [InlineData("\u05D0\u0660\u05D0", true)]
    [InlineData("\u05D01\u0660\u05D0", false)]
    [InlineData("1\u05D0", false)]
    [InlineData("\u05D0a", false)]
    [InlineData("\u05D0.a", true)]
    [InlineData("\u05D0.1a", false)]
    public void A_domain_that_runs_to_the_left_keeps_to_the_rules_of_direction(string host, bool isDomain) =>
        Assert.Equal(isDomain, WebUrl.TryParse($"http://{host}/", out _));

    [Fact]
    public void Components_are_parts_of_the_href()
    {
        WebUrl url = WebUrl.Parse("https://us%20er:p:w@exämple.com:8443/a b?c d#e f");
        Assert.Equal("https://us%20er:p%3Aw@xn--exmple-cua.com:8443/a%20b?c%20d#e%20f", url.Href);
        Assert.Equal(url.Href, url.ToString());
        Assert.Equal(
            ("https", "us%20er", "p%3Aw", "xn--exmple-cua.com", 8443, "/a%20b", "?c%20d", "#e%20f", "https://xn--exmple-cua.com:8443"),
            (url.Scheme, url.Username, url.Password, url.Host, url.Port, url.Path, url.Query, url.Fragment, url.Origin));
    }

    [Fact]
    public void What_is_absent_is_empty()
    {
        WebUrl url = WebUrl.Parse("mailto:a@b?#");
        Assert.Equal("mailto:a@b?#", url.Href);
        Assert.Equal(
            ("mailto", "", "", "", null, "a@b", "", "", "null"),
            (url.Scheme, url.Username, url.Password, url.Host, url.Port, url.Path, url.Query, url.Fragment, url.Origin));
        Assert.Null(WebUrl.Parse("https://h:443/").Port);
        Assert.Equal(0, WebUrl.Parse("https://h:0/").Port);
    }

    [Theory]
    [InlineData("https://u:p@h:81/x", "https://h:81")]
    [InlineData("ftp://h", "ftp://h")]
    [InlineData("file:///x", "null")]
    [InlineData("x://h/", "null")]
    [InlineData("data:,x", "null")]
    [InlineData("blob:https://h:81/uuid", "https://h:81")]
    [InlineData("blob:blob:https://h/uuid", "null")]
    [InlineData("blob:ws://h/uuid", "null")]
    [InlineData("blob:", "null")]
    public void An_origin_is_what_the_same_origin_policy_compares(string text, string origin) => Assert.Equal(origin, WebUrl.Parse(text).Origin);

    [Theory]
    [InlineData("x/y", null, "\"x/y\" is no absolute URL, and there is no base to resolve it against: it starts with no scheme, as in https://.")]
    [InlineData("x", "mailto:a@b", "\"x\" is relative, and nothing but a fragment can be relative to a base without a hierarchy, like mailto: or data:.")]
    [InlineData("https:///", null, "\"https:///\" is no URL: it names no host.")]
    [InlineData("https://u@/", null, "\"https://u@/\" is no URL: it names no host.")]
    [InlineData("x://:8/", null, "\"x://:8/\" is no URL: it names no host.")]
    [InlineData("http://a b/", null, "\"http://a b/\" is no URL: its host is no domain, no IPv4 address and no IPv6 address in brackets.")]
    [InlineData("file://[1/", null, "\"file://[1/\" is no URL: its host is no domain, no IPv4 address and no IPv6 address in brackets.")]
    [InlineData("http://h:65536/", null, "\"http://h:65536/\" is no URL: its port is no number from 0 to 65535.")]
    [InlineData("//\u001B[2J\u202Eü", null, "\"//\\u001B[2J\\u202E\\u00FC\" is no absolute URL, and there is no base to resolve it against: it starts with no scheme, as in https://.")]
    public void What_is_no_url_is_said_with_its_reason(string text, string? baseText, string message)
    {
        WebUrl? baseUrl = baseText is null ? null : WebUrl.Parse(baseText);
        Assert.Equal(message, Assert.Throws<FormatException>(() => WebUrl.Parse(text, baseUrl)).Message);
        Assert.Equal(message, Assert.Throws<FormatException>(() => WebUrl.Parse(Encoding.UTF8.GetBytes(text), baseUrl)).Message);
        Assert.False(WebUrl.TryParse(text, baseUrl, out WebUrl? url));
        Assert.Null(url);
    }

    [Fact]
    public void A_message_shows_the_beginning_of_a_long_text()
    {
        string text = new('x', 1_000_000);
        string shown = $"\"{new string('x', 80)}…\" is no absolute URL";
        Assert.StartsWith(shown, Assert.Throws<FormatException>(() => WebUrl.Parse(text)).Message);
        Assert.StartsWith(shown, Assert.Throws<FormatException>(() => WebUrl.Parse(Encoding.UTF8.GetBytes(text))).Message);
    }

    [Fact]
    public void Neither_text_nor_url_is_longer_than_the_limit()
    {
        const string Start = "http://h/";
        string longest = Start + new string('x', WebUrl.MaxLength - Start.Length), tooLong = longest + "x";
        Assert.Equal(WebUrl.MaxLength, WebUrl.Parse(longest).Href.Length);
        Assert.Equal(WebUrl.MaxLength, WebUrl.Parse(Encoding.UTF8.GetBytes(longest)).Href.Length);
        Assert.EndsWith(" is too long: a URL has at most 2097152 characters.", Assert.Throws<FormatException>(() => WebUrl.Parse(tooLong)).Message);
        Assert.EndsWith(" is too long: a URL has at most 2097152 characters.", Assert.Throws<FormatException>(() => WebUrl.Parse(Encoding.UTF8.GetBytes(tooLong))).Message);
        // A space becomes three characters, and a base comes before.
        Assert.False(WebUrl.TryParse(Start + new string(' ', WebUrl.MaxLength / 2) + "x", out _));
        Assert.False(WebUrl.TryParse(new string('x', WebUrl.MaxLength - 4), WebUrl.Parse(Start), out _));
        Assert.False(WebUrl.TryParse(new string(' ', WebUrl.MaxLength) + Start, out _));
    }

    [Fact]
    public void Urls_are_equal_where_they_are_written_alike()
    {
        WebUrl one = WebUrl.Parse("HTTP://example.com:80/a/../b#x"), same = WebUrl.Parse("http://example.com/b#x"), other = WebUrl.Parse("http://example.com/b#y");
        Assert.True(one == same && one.Equals(same) && one.Equals((object)same) && one.GetHashCode() == same.GetHashCode());
        Assert.True(one != other && !one.Equals(other) && !one.Equals(null) && one != null && (WebUrl?)null == null);
    }

    [Fact]
    public void A_comparer_ignores_the_fragment_and_nothing_else()
    {
        var seen = new HashSet<WebUrl>(WebUrl.IgnoringFragment);
        Assert.True(seen.Add(WebUrl.Parse("http://h/a?q#x")));
        foreach (string again in (string[])["http://h/a?q#y", "http://h/a?q", "http://h/a?q#"])
            Assert.False(seen.Add(WebUrl.Parse(again)), again);
        foreach (string other in (string[])["http://h/a", "http://h/a?", "http://h/a?Q"])
            Assert.True(seen.Add(WebUrl.Parse(other)), other);
        Assert.True(WebUrl.IgnoringFragment.Equals(null, null));
        Assert.False(WebUrl.IgnoringFragment.Equals(null, WebUrl.Parse("x:")));
    }

    [Fact]
    public void The_interfaces_of_text_give_and_take_the_href()
    {
        const string Href = "https://example.com/%C3%BC";
        WebUrl url = Read<WebUrl>("https://example.com/ü");
        Assert.Equal((Href, Href), (url.Href, $"{url}"));
        Assert.Equal(url, ReadSpan<WebUrl>("https://example.com/ü"));
        Assert.Equal(url, ReadUtf8<WebUrl>("https://example.com/ü"u8));
        Assert.Equal(Href, ((IFormattable)url).ToString("anything", null));
        char[] chars = new char[Href.Length];
        Assert.True(((ISpanFormattable)url).TryFormat(chars, out int count, "", null));
        Assert.Equal(Href, new string(chars, 0, count));
        byte[] bytes = new byte[Href.Length];
        Assert.True(((IUtf8SpanFormattable)url).TryFormat(bytes, out count, "", null));
        Assert.Equal(Href, Encoding.UTF8.GetString(bytes, 0, count));
        Assert.False(((ISpanFormattable)url).TryFormat(chars.AsSpan(1), out count, "", null) || count != 0);
        Assert.False(((IUtf8SpanFormattable)url).TryFormat(bytes.AsSpan(1), out count, "", null) || count != 0);
    }

    [Fact]
    public void A_url_goes_over_to_uri()
    {
        Assert.Equal("https://xn--bcher-kva.example/a?b#c", WebUrl.Parse("https://bücher.example/a?b#c").ToUri().AbsoluteUri);
        Assert.Throws<UriFormatException>(() => WebUrl.Parse("http://a!$b.example/").ToUri());
    }

    [Fact]
    public void Nothing_is_no_url() => Assert.Throws<ArgumentNullException>(() => WebUrl.Parse((string)null!));

    private static T Read<T>(string text)
        where T : IParsable<T>
    {
        Assert.True(T.TryParse(text, null, out T? result));
        Assert.False(T.TryParse("", null, out _) || T.TryParse(null, null, out _));
        Assert.Equal(result, T.Parse(text, null));
        return result;
    }

    private static T ReadSpan<T>(ReadOnlySpan<char> text)
        where T : ISpanParsable<T>
    {
        Assert.True(T.TryParse(text, null, out T? result));
        Assert.False(T.TryParse([], null, out _));
        Assert.Equal(result, T.Parse(text, null));
        return result;
    }

    private static T ReadUtf8<T>(ReadOnlySpan<byte> text)
        where T : IUtf8SpanParsable<T>
    {
        Assert.True(T.TryParse(text, null, out T? result));
        Assert.False(T.TryParse([], null, out _));
        Assert.Equal(result, T.Parse(text, null));
        return result;
    }
}
