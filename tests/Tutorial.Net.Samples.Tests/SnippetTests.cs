using System.Text.RegularExpressions;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>
/// What the pages show is what was compiled. A block of C# is the region of a source file that the comment above it names:
/// <c>&lt;!-- snippet: docs/snippets/Pair.cs#server --&gt;</c>. In the tutorial every block is one.
/// </summary>
public sealed partial class SnippetTests
{
    public static TheoryData<string> Chapters() => [.. Pages("docs/tutorial")];

    public static TheoryData<string> OtherPages() => [.. Pages("docs"), .. Pages(".")];

    [Theory]
    [MemberData(nameof(Chapters))]
    public void Each_block_of_a_chapter_is_a_region_of_a_compiled_file(string page)
    {
        Assert.All(Blocks(page), block => Assert.True(block.Source is not null, $"{page}:{block.Line} names no region"));
        Assert.All(Blocks(page), Compare);
    }

    [Theory]
    [MemberData(nameof(OtherPages))]
    public void A_block_of_another_page_is_the_region_that_it_names(string page) =>
        Assert.All(Blocks(page).Where(block => block.Source is not null), Compare);

    [Fact]
    public void Each_region_is_shown_somewhere()
    {
        HashSet<string> shown =
        [
            .. ((string[])["docs/tutorial", "docs", "."]).SelectMany(Pages).SelectMany(Blocks).Select(block => $"{block.Source}#{block.Region}"),
        ];
        string[] regions =
        [
            .. Directory.EnumerateFiles(Path.Combine(Requires.RepositoryRoot, "docs", "snippets"), "*.cs", SearchOption.AllDirectories)
                .SelectMany(file => File.ReadLines(file)
                    .Select(line => line.Trim())
                    .Where(line => line.StartsWith("#region ", StringComparison.Ordinal))
                    .Select(line => $"{Path.GetRelativePath(Requires.RepositoryRoot, file).Replace('\\', '/')}#{line["#region ".Length..]}")),
        ];
        Assert.NotEmpty(regions);
        Assert.Equal(regions.Distinct(), regions);
        Assert.Subset(shown, regions.ToHashSet());
    }

    private static void Compare(Block block)
    {
        string file = Path.Combine(Requires.RepositoryRoot, block.Source!);
        Assert.True(File.Exists(file), $"{block.Page}:{block.Line} names {block.Source}, which is not there");
        string? region = Region(File.ReadAllLines(file), block.Region!);
        Assert.True(region is not null, $"{block.Page}:{block.Line} names the region {block.Region}, which {block.Source} does not have");
        Assert.Equal(region, block.Text);
    }

    private static IEnumerable<string> Pages(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Requires.RepositoryRoot, folder), "*.md")
            .Select(file => Path.GetRelativePath(Requires.RepositoryRoot, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    /// <summary>The lines between a region's two directives, without what they are all indented by.</summary>
    private static string? Region(string[] lines, string name)
    {
        int start = Array.FindIndex(lines, line => line.Trim() == "#region " + name);
        if (start < 0)
            return null;
        int end = Array.FindIndex(lines, start, line => line.Trim() == "#endregion");
        string[] body = lines[(start + 1)..end];
        int indent = body.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', body.Select(line => line.Length > 0 ? line[indent..] : line)).TrimEnd('\n');
    }

    private static IEnumerable<Block> Blocks(string page)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Requires.RepositoryRoot, page));
        for (int i = 0; i < lines.Length; i++)
        {
            if (!Fence().IsMatch(lines[i]))
                continue;
            int end = Array.FindIndex(lines, i + 1, line => line.StartsWith("```", StringComparison.Ordinal));
            Match marker = Marker().Match(i > 0 ? lines[i - 1] : "");
            yield return new Block(
                page,
                i + 1,
                marker.Success ? marker.Groups["file"].Value : null,
                marker.Success ? marker.Groups["region"].Value : null,
                string.Join('\n', lines[(i + 1)..end]));
            i = end;
        }
    }

    [GeneratedRegex("^```(csharp|cs|c#)$", RegexOptions.IgnoreCase)]
    private static partial Regex Fence();

    [GeneratedRegex("^<!-- snippet: (?<file>[^# ]+)#(?<region>[^ ]+) -->$")]
    private static partial Regex Marker();

    private sealed record Block(string Page, int Line, string? Source, string? Region, string Text);
}
