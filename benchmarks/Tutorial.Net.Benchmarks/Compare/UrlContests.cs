using Tutorial.Net.Benchmarks.Urls;

namespace Tutorial.Net.Benchmarks.Compare;

/// <summary>Parsing URLs, beside the two types that a .NET program has for it. Node.js is among the peers of other languages.</summary>
internal static class UrlContests
{
    public static IEnumerable<Func<int, ContestResult>> All() =>
    [
        rounds => Of("references of a page", UrlLists.References)
            .Add("the scanner's way, bytes to bytes", () => UrlJobs.Bytes(UrlLists.Utf8))
            .Run(rounds),
        rounds => Of("absolute URLs, normalised", UrlLists.Absolute).Run(rounds),
    ];

    private static Contest Of(string title, string[] references) =>
        new Contest($"{references.Length:N0} {title}", "URL", references.Length)
            .Add("WebUrl.TryParse", () => UrlJobs.WebUrls(references))
            .Add("System.Uri, AbsoluteUri", () => UrlJobs.Uris(references))
            .Add("AngleSharp, Url.Href", () => UrlJobs.AngleSharpUrls(references));
}
