using System.Text.Json.Nodes;
using static Tutorial.Net.Tests.Infrastructure.ConformanceData;

namespace Tutorial.Net.Tests.Urls;

/// <summary>The test data of web-platform-tests for the URL standard.</summary>
public sealed class UrlParserConformanceTests
{
    [Theory]
    [InlineData("wpt/url/urltestdata.json", 891)]
    [InlineData("wpt/url/urltestdata-javascript-only.json", 1)]
    public void Every_case_of_the_url_standard_gives_its_components_or_fails(string file, int atLeast)
    {
        List<JsonObject> cases = Cases(file);
        Assert.True(cases.Count >= atLeast, $"only {cases.Count} cases");
        Assert.Equal([], cases.Select(Difference).OfType<string>());
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
            string? actual = Host($"https://{input}/x");
            if (actual != expected)
                differences.Add($"{Show(input)}: expected {Show(expected)}, got {Show(actual)}");
        }

        Assert.Equal([], differences);
    }

    private static string? Host(string url) => UrlParser.TryResolve(url, null, null, out string? href, out UrlParts parts)
        ? parts.Host(href).ToString()
        : null;

    private static string? Difference(JsonObject test)
    {
        string input = Text(test["input"])!;
        string? baseText = Text(test["base"]);
        UrlRecord? baseUrl = baseText is null ? null : UrlParser.Parse(baseText);
        if (baseText is not null && baseUrl is null)
            return test["failure"] is null ? $"base {Show(baseText)} did not parse" : null;
        bool parsed = UrlParser.TryResolve(input, baseUrl, null, out string? href, out UrlParts parts);
        if (test["failure"] is not null)
            return parsed ? $"{Show(input)} on {Show(baseText)}: expected failure, got {Show(href)}" : null;
        if (!parsed)
            return $"{Show(input)} on {Show(baseText)}: failed, expected {Show(Text(test["href"]))}";
        (string Name, string Actual)[] components =
        [
            ("href", href!), ("protocol", $"{parts.SchemeName(href)}:"), ("username", parts.Username(href).ToString()),
            ("password", parts.Password(href).ToString()), ("host", parts.Host(href).ToString()),
            ("hostname", parts.Hostname(href).ToString()), ("port", parts.Port(href).ToString()),
            ("pathname", parts.Path(href).ToString()), ("search", parts.Query(href).ToString()), ("hash", parts.Fragment(href).ToString()),
        ];
        string[] wrong = [.. components.Where(c => Text(test[c.Name]) != c.Actual)
            .Select(c => $"{c.Name} {Show(c.Actual)} for {Show(Text(test[c.Name]))}")];
        return wrong.Length == 0 ? null : $"{Show(input)} on {Show(baseText)}: {string.Join(", ", wrong)}";
    }
}
