using System.Text;

namespace Tutorial.Net.Benchmarks.Urls;

/// <summary>Made-up references, always the same, mixed as the links of pages are: one in four does not stand for itself.</summary>
internal static class UrlLists
{
    public const int Count = 100_000;

    public const string Page = "https://www.example.com/questions/tagged/sockets?page=2";

    public static string[] References { get; } = [.. Enumerable.Range(0, Count).Select(Reference)];

    public static byte[][] Utf8 { get; } = [.. References.Select(Encoding.UTF8.GetBytes)];

    /// <summary>The same, resolved: nothing is left to do but to see that.</summary>
    public static string[] Absolute { get; } = [.. References.Select(reference => WebUrl.Parse(reference, WebUrl.Parse(Page)).Href)];

    private static string Reference(int i) => (i % 20) switch
    {
        < 6 => $"/questions/{i * 7919L % 1_000_003}/how-to-read-a-line-{i % 97}?sort=votes&page={i % 50}",
        < 8 => $"https://example.com/users/{i % 4096}/profile",
        < 10 => $"https://cdn{i % 8}.example.net/v{i % 10}/lib/module-{i}.min.js",
        < 12 => $"page-{i}.html",
        12 => $"#section-{i}",
        13 => $"?page={i}",
        14 => $"//static.example.org/i/{i % 512}.png",
        15 => $"../users/{i}",
        16 => $"https://Example.ORG:443/a/{i}",
        17 => $"/files/annual report {i}.pdf",
        18 => $"/wiki/Füße_{i}",
        _ => $"https://example.org/a/./b/../{i}?q='{i}'",
    };
}
