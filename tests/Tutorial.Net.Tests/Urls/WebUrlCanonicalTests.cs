using CsCheck;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Urls;

public sealed class WebUrlCanonicalTests
{
    private static readonly string[] Pieces =
    [
        "a", "b", "=", "&", "?", "#", "/", "+", "%20", "%2B", "%7e", "%7E", "%2e", "%2f", "%3f", "%26", "%", "%%3", "4%31", "%zz", "é", "..", ";", "'", "|", "C:", "%43",
    ];

    private static readonly string[] Starts = ["http://h/", "https://h/p?", "file:///", "ftp://h", "x://h/", "mailto:a", "ws://h/?"];

    [Theory]
    [InlineData("http://h/p?b=2&a=1#f", "http://h/p?a=1&b=2")]
    [InlineData("http://h/p?a=2&a=1&a&A=0&a=1", "http://h/p?A=0&a&a=1&a=1&a=2")]
    [InlineData("http://h/p?a-b=1&a=2", "http://h/p?a=2&a-b=1")]
    [InlineData("http://h/p?&&b&&a&", "http://h/p?a&b")]
    [InlineData("http://h/p?", "http://h/p")]
    [InlineData("http://h/p?&#", "http://h/p")]
    [InlineData("http://h/%7euser/%2fx%41%c3%a9", "http://h/~user/%2FxA%C3%A9")]
    [InlineData("http://h/p?q=a%20b+c%2b%2526%26", "http://h/p?q=a+b+c%2B%2526%26")]
    [InlineData("http://h/a%20b", "http://h/a%20b")]
    [InlineData("http://h/100%?100%", "http://h/100%25?100%25")]
    [InlineData("http://h/p?%%34%31", "http://h/p?%2541")]
    [InlineData("x://h/p?b&a%7e#f", "x://h/p?b&a%7e")]
    [InlineData("data:, #f", "data:,%20")]
    [InlineData("http://u:p@h:81/", "http://u:p@h:81/")]
    public void What_leads_to_the_same_page_is_written_the_same(string text, string canonical) => Assert.Equal(canonical, WebUrl.Parse(text).Canonicalize().Href);

    [Fact]
    public void A_canonical_url_is_its_own()
    {
        WebUrl url = WebUrl.Parse("http://h/~a?a&b");
        Assert.Same(url, url.Canonicalize());
        url = WebUrl.Parse("mailto:a?b&a");
        Assert.Same(url, url.Canonicalize());
    }

    /// <summary>Each of them would be <c>%25</c>, and the whole longer than a URL may be.</summary>
    [Fact]
    public void One_that_would_become_too_long_stays_as_it_is_but_for_the_fragment()
    {
        const string Start = "http://h/%7e?b&a=";
        string longest = Start + new string('%', (WebUrl.MaxLength - Start.Length) / 2);

        WebUrl canonical = WebUrl.Parse(longest + "#f").Canonicalize();

        Assert.Equal(longest, canonical.Href);
        Assert.Same(canonical, canonical.Canonicalize());
        Assert.Equal(canonical, WebUrl.Parse(canonical.Href));
    }

    [Fact]
    public void Canonicalizing_again_changes_nothing_and_order_and_fragment_do_not_count() =>
        Gen.Select(Gen.Int[0, Starts.Length - 1], Gen.Int[0, Pieces.Length - 1].Array[0, 10]).Sample((start, pieces) =>
        {
            if (!WebUrl.TryParse(Starts[start] + string.Concat(pieces.Select(i => Pieces[i])), out WebUrl? url))
                return;
            WebUrl canonical = url.Canonicalize();
            Assert.Equal(canonical, canonical.Canonicalize());
            Assert.Equal(canonical.Href, WebUrl.Parse(canonical.Href).Href);
            string[] parameters = url.Query[Math.Min(1, url.Query.Length)..].Split('&');
            Array.Reverse(parameters);
            string path = url.Href[..url.Parts.PathEnd];
            if (url.Parts.IsSpecial)
                Assert.Equal(canonical, WebUrl.Parse($"{path}?{string.Join('&', parameters)}#other").Canonicalize());
        }, iter: Campaign.Cases(200_000));
}
