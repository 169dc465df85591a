using System.Text.Json.Nodes;
using static Tutorial.Net.Tests.Infrastructure.ConformanceData;

namespace Tutorial.Net.Tests.Urls;

public sealed class PercentEncodingTests
{
    [Fact]
    public void A_query_is_encoded_in_the_documents_charset_and_a_fragment_never()
    {
        List<JsonObject> cases = Cases("wpt/url/percent-encoding.json");
        Assert.True(cases.Count >= 7, $"only {cases.Count} cases");
        foreach (JsonObject test in cases)
        {
            string input = Text(test["input"])!;
            foreach ((string label, JsonNode? output) in test["output"]!.AsObject())
            {
                (string query, string fragment) = Encode(input, label);
                Assert.Equal((input, label, "?" + Text(output), "#" + Text(test["output"]!["utf-8"])), (input, label, query, fragment));
            }
        }
    }

    [Theory]
    [InlineData("windows-1252", "é€\u0081ж<", "?%E9%80%81%26%231078%3B%3C")]
    [InlineData("windows-1251", "Привет", "?%CF%F0%E8%E2%E5%F2")]
    [InlineData("shift_jis", "日本語\u00A5\u203E\uFF71\uE000", "?%93%FA%96{%8C%EA\\~%B1%26%2357344%3B")]
    [InlineData("euc-jp", "日本語\u00A5\uFF71", "?%C6%FC%CB%DC%B8%EC\\%8E%B1")]
    [InlineData("iso-2022-jp", "a日本b\uFF71\u00A5c😀", "?a%1B$BF|K\\%1B(Bb%1B$B%%22%1B(J\\c%26%23128512%3B%1B(B")]
    [InlineData("gbk", "中€😀", "?%D6%D0%80%26%23128512%3B")]
    [InlineData("gbk", "\u01F9\u2E81\u00A2", "?%A8%BF%FEP%26%23162%3B")]
    [InlineData("gb18030", "中€😀", "?%D6%D0%A2%E3%949%FC6")]
    [InlineData("big5", "中文", "?%A4%A4%A4%E5")]
    [InlineData("euc-kr", "한국똠", "?%C7%D1%B1%B9%8C%63")]
    [InlineData("utf-16le", "é", "?%C3%A9")]
    [InlineData("replacement", "é", "?%C3%A9")]
    [InlineData("x-user-defined", "\uF7E9é", "?%E9%26%23233%3B")]
    public void What_the_charset_lacks_becomes_a_character_reference(string label, string input, string expected) =>
        Assert.Equal(expected.Replace("%63", "c", StringComparison.Ordinal), Encode(input, label).Query);

    [Theory]
    [InlineData("ws://h/?é", "?%C3%A9")]
    [InlineData("x:/?é", "?%C3%A9")]
    [InlineData("ftp://h/?é", "?%E9")]
    [InlineData("file:///?é", "?%E9")]
    public void Only_the_old_schemes_take_the_documents_charset(string url, string expected)
    {
        Assert.Equal(expected, UrlParser.Parse(url, null, WebEncoding.Windows1252.QueryEncoder)!.Query);
    }

    [Theory]
    [InlineData("windows-1252", "?%26%2365533%3B")]
    [InlineData("iso-2022-jp", "?%26%2365533%3B")]
    [InlineData("utf-8", "?%EF%BF%BD")]
    public void A_lone_surrogate_counts_as_the_replacement_character(string label, string expected) =>
        Assert.Equal(expected, Encode(new string('\uD800', 1), label).Query);

    private static (string Query, string Fragment) Encode(string input, string label)
    {
        WebUrl url = UrlParser.Parse($"https://doesnotmatter.invalid/?{input}#{input}", null, WebEncoding.Find(label)!.QueryEncoder)!;
        return (url.Query, url.Fragment);
    }
}
