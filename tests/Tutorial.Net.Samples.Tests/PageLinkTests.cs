using System.Text.RegularExpressions;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>Links between the pages lead to a file that is there and, where they name one, to a heading in it.</summary>
public sealed partial class PageLinkTests
{
    public static TheoryData<string> Pages() =>
    [
        .. ((string[])[".", "docs", "docs/tutorial", "docs/benchmarks"])
            .Select(folder => Path.Combine(Requires.RepositoryRoot, folder))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.md"))
            .Select(file => Path.GetRelativePath(Requires.RepositoryRoot, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_link_leads_to_a_file_and_a_heading(string page)
    {
        string file = Path.Combine(Requires.RepositoryRoot, page);
        IEnumerable<string> links = Links().Matches(WithoutCode(File.ReadAllText(file)))
            .Select(match => match.Groups["to"].Value)
            .Where(link => !link.Contains("://", StringComparison.Ordinal));

        Assert.All(links, link =>
        {
            string[] parts = link.Split('#', 2);
            string target = parts[0].Length == 0 ? file : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, parts[0]));
            Assert.True(Path.Exists(target), $"{page} links {link}, which is not there");
            if (parts.Length == 2)
                Assert.True(Anchors(target).Contains(parts[1]), $"{page} links {link}: no such heading");
        });
    }

    /// <summary>The package's page is shown where the repository is not.</summary>
    [Fact]
    public void The_packages_page_links_nothing_of_the_repository() =>
        Assert.DoesNotContain(
            Links().Matches(WithoutCode(File.ReadAllText(Path.Combine(Requires.RepositoryRoot, "PACKAGE.md")))),
            link => !link.Groups["to"].Value.StartsWith("https://", StringComparison.Ordinal) && !link.Groups["to"].Value.StartsWith('#'));

    /// <summary>As GitHub makes them: lower case, letters, digits, hyphens; blanks become hyphens.</summary>
    private static HashSet<string> Anchors(string file) =>
    [
        .. WithoutBlocks(File.ReadAllText(file)).Split('\n')
            .Where(line => line.StartsWith('#'))
            .Select(line => NotInAnchors().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-')),
    ];

    private static string WithoutBlocks(string text) => Blocks().Replace(text, "");

    private static string WithoutCode(string text) => Spans().Replace(WithoutBlocks(text), "");

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"`[^`\n]+`")]
    private static partial Regex Spans();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();
}
