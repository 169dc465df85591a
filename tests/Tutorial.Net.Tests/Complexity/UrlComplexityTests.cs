using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Complexity;

/// <summary>URLs made of one thing, over and over.</summary>
[Collection(Alone.Name)]
public sealed class UrlComplexityTests
{
    private const int Size = 4_000;

    public static TheoryData<string, string, string> Shapes => new()
    {
        { "http://h/", "a/", "" }, { "http://h/", "../", "" }, { "http://h/", "a/../", "" }, { "http://h/", "a/./", "" }, { "http://h/", "%2e%2E/", "" },
        { "http://h/", "/", "" }, { "http://h", "\\", "" }, { "http://h/", "%", "" }, { "http://h/", "é", "" }, { "http://h/", "\t", "" }, { "file:", "/", "" },
        { "file:///", "C|/", "" }, { "file:", "/..", "" }, { "http://", "@", "h" }, { "http://", "u:", "@h" }, { "http://", "%40", "@h" }, { "http://", "a.", "" },
        { "http://", ".", "" }, { "http://", "1.", "" }, { "http://", "0", "" }, { "http://", "0x", "" }, { "http://", "%61", "" }, { "http://", "é.", "" },
        { "http://", "日本.", "" }, { "http://", "。", "" }, { "http://", "xn--a.", "é" }, { "http://", "xn--bcher-kva.", "é" }, { "http://", "\u0300", "" },
        { "http://", "a\u0301\u0327\u0301", "" }, { "http://", "\uFDFA", "" }, { "http://", "ا.", "" }, { "http://[", ":", "]" }, { "http://[", "1:", "]" },
        { "http://[::", "1.", "]" }, { "http://h:", "0", "1" }, { "http://h?", "&a", "" }, { "http://h?", "%20", "" }, { "http://h?", "&", "" }, { "http://h?", "'", "" },
        { "http://h?", "?", "" }, { "http://h#", "#", "" }, { "http://h#", "`", "" }, { "", "a", ":" }, { "", "a", "" }, { "x:", " ", "" }, { "x:", "a ", "#" }, { "x://", "/..", "" },
        { "x:", "/./", "" }, { "", " ", "http://h" }, { "", "\0", "http://h" }, { "", "\n", "http://h" }, { "blob:", "blob:", "http://h" }, { "mailto:", "\u2028", "" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_URL_costs_what_its_text_costs(string start, string repeated, string end) => Work.IsLinear(Size, n =>
    {
        string text = start + string.Concat(Enumerable.Repeat(repeated, n / repeated.Length)) + end;
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        WebUrl page = WebUrl.Parse("http://h/a/b?q");
        return () =>
        {
            // One alone is so short that what is fixed hides the rest.
            for (int i = 0; i < 8; i++)
            {
                bool isUrl = WebUrl.TryParse(utf8, page, out WebUrl? url);
                Assert.Equal(isUrl, WebUrl.TryParse(text, out _) || isUrl);
                if (url is null)
                    continue;
                _ = url.Canonicalize();
                _ = url.Origin;
                Assert.False(!WebUrl.TryParse("../x"u8, url, out _) && url.Host.Length > 0);
            }
        };
    });
}
