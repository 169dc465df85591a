using Tutorial.Net.Benchmarks.Links;

namespace Tutorial.Net.Benchmarks.Compare;

/// <summary>Links of a page, beside the parsers that a .NET program would take them with, and beside the bare search for tags.</summary>
internal static class LinkContests
{
    public static IEnumerable<Func<int, ContestResult>> All() =>
    [
        rounds => Run("a list, dense with tags", LinkPages.List(), rounds),
        rounds => Run("an article, mostly text", LinkPages.Article(), rounds),
        rounds => Run("a page of styles", LinkPages.Styled(), rounds),
        rounds => Run("tags of a hundred attributes", LinkPages.Attributes(), rounds),
        rounds => Run("elements nested 2,000 deep", LinkPages.Nested(2_000), rounds),
    ];

    private static ContestResult Run(string title, byte[] page, int rounds) =>
        new Contest($"links of {title}, {page.Length >> 10} KiB", "MB", page.Length / 1e6)
            .Add("LinkExtractor.Extract", () => LinkJobs.Extract(page))
            .Add("LinkExtractor.Enumerate", () => LinkJobs.Enumerate(page))
            .Add("LinkScanner, 16 KiB chunks", () => LinkJobs.Scan(page, 16_384))
            .Add("LinkScanner, whole page", () => LinkJobs.Scan(page, page.Length))
            .Add("the scan alone, no links", () => LinkJobs.Tokenize(page))
            .Add("the limit: search for '<'", () => LinkRivals.SearchLessThan(page))
            .Add("AngleSharp, struct tokens", () => LinkRivals.AngleSharpTokens(page))
            .Add("AngleSharp, DOM", () => LinkRivals.AngleSharpDom(page))
            .Add("HtmlAgilityPack", () => LinkRivals.HtmlAgilityPack(page))
            .Run(rounds);
}
