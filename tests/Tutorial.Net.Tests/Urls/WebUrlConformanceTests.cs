using System.Text;
using System.Text.Json.Nodes;
using static Tutorial.Net.Tests.Infrastructure.ConformanceData;

namespace Tutorial.Net.Tests.Urls;

/// <summary>The test data of web-platform-tests for the URL standard, through every way in.</summary>
public sealed class WebUrlConformanceTests
{
    [Theory]
    [InlineData("wpt/url/urltestdata.json", 891)]
    [InlineData("wpt/url/urltestdata-javascript-only.json", 1)]
    public void Every_case_of_the_url_standard_gives_its_components_or_fails(string file, int atLeast)
    {
        List<JsonObject> cases = Cases(file);
        Assert.True(cases.Count >= atLeast, $"only {cases.Count} cases");
        foreach (Parser parser in (Parser[])[FromText, FromUtf8, FromBytes, WithoutShortcut])
            Assert.Equal([], cases.Select(test => Difference(test, parser)).OfType<string>());
    }

    [Theory]
    [InlineData("wpt/url/toascii.json", 87)]
    [InlineData("wpt/url/IdnaTestV2.json", 2671)]
    [InlineData("wpt/url/IdnaTestV2-removed.json", 20)]
    public void Every_domain_becomes_ascii_or_fails(string file, int atLeast)
    {
        List<JsonObject> cases = Cases(file);
        Assert.True(cases.Count >= atLeast, $"only {cases.Count} cases");
        var differences = new List<string>();
        foreach (JsonObject test in cases)
        {
            string input = Text(test["input"])!;
            string? expected = Text(test["output"]);
            // Domain to ASCII of nothing is nothing, but a URL without its host fails.
            if (input.Length == 0)
                continue;
            string? actual = WebUrl.TryParse($"https://{input}/x", out WebUrl? url) ? url.Host : null;
            if (actual != expected)
                differences.Add($"{Show(input)}: expected {Show(expected)}, got {Show(actual)}");
        }

        Assert.Equal([], differences);
    }

    private delegate WebUrl? Parser(string input, WebUrl? baseUrl);

    private static WebUrl? FromText(string input, WebUrl? baseUrl) => WebUrl.TryParse(input, baseUrl, out WebUrl? url) ? url : null;

    private static WebUrl? FromUtf8(string input, WebUrl? baseUrl) =>
        WebUrl.TryParse(Encoding.UTF8.GetBytes(input), baseUrl, out WebUrl? url) ? url : null;

    private static WebUrl? FromBytes(string input, WebUrl? baseUrl)
    {
        var output = default(ByteBuffer);
        bool parsed = UrlParser.TryResolve(Encoding.UTF8.GetBytes(input), baseUrl, null, ref output, out UrlParts parts);
        WebUrl? url = parsed ? new WebUrl(Encoding.UTF8.GetString(output.Written), parts) : null;
        output.Dispose();
        return url;
    }

    private static WebUrl? WithoutShortcut(string input, WebUrl? baseUrl)
    {
        var output = default(ByteBuffer);
        UrlError error = UrlParser.ResolveFully(Encoding.UTF8.GetBytes(input), baseUrl, null, ref output, out UrlParts parts);
        WebUrl? url = error == UrlError.None ? new WebUrl(Encoding.UTF8.GetString(output.Written), parts) : null;
        output.Dispose();
        return url;
    }

    private static string? Difference(JsonObject test, Parser parser)
    {
        string input = Text(test["input"])!;
        string? baseText = Text(test["base"]);
        WebUrl? baseUrl = baseText is null ? null : parser(baseText, null);
        if (baseText is not null && baseUrl is null)
            return test["failure"] is null ? $"base {Show(baseText)} did not parse" : null;
        WebUrl? url = parser(input, baseUrl);
        if (test["failure"] is not null)
            return url is null ? null : $"{Show(input)} on {Show(baseText)}: expected failure, got {Show(url.Href)}";
        if (url is null)
            return $"{Show(input)} on {Show(baseText)}: failed, expected {Show(Text(test["href"]))}";
        (string Name, string Actual)[] components =
        [
            ("href", url.Href), ("protocol", $"{url.Scheme}:"), ("username", url.Username), ("password", url.Password),
            ("host", url.Host + (url.Port is int number ? $":{number}" : "")), ("hostname", url.Host), ("port", $"{url.Port}"),
            ("pathname", url.Path), ("search", url.Query), ("hash", url.Fragment),
        ];
        if (test["origin"] is not null)
            components = [.. components, ("origin", url.Origin)];
        string[] wrong = [.. components.Where(c => Text(test[c.Name]) != c.Actual)
            .Select(c => $"{c.Name} {Show(c.Actual)} for {Show(Text(test[c.Name]))}")];
        return wrong.Length == 0 ? null : $"{Show(input)} on {Show(baseText)}: {string.Join(", ", wrong)}";
    }
}
