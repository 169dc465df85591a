using System.Text.RegularExpressions;

namespace Tutorial.Net.Tests.Infrastructure;

/// <summary>docs/reliability.md names tests that exist.</summary>
public sealed partial class ReliabilityPageTests
{
    [Fact]
    public void Each_test_that_the_page_names_exists()
    {
        string page = File.ReadAllText(Path.Combine(Requires.RepositoryRoot, "docs/reliability.md"));
        Dictionary<string, string> classes = Classes();
        (string Class, string Method)[] named = [.. Names().Matches(page).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];

        Assert.True(named.Length > 40, "the page names no tests");
        Assert.All(named, name =>
        {
            Assert.True(classes.TryGetValue(name.Class, out string? source), $"there is no class {name.Class}");
            Assert.True(name.Method.Length == 0 || source.Contains($" {name.Method}(", StringComparison.Ordinal), $"{name.Class} has no {name.Method}");
        });
    }

    [Fact]
    public void Each_row_of_the_page_names_what_holds_it()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Requires.RepositoryRoot, "docs/reliability.md"));
        // A table begins where no row is before it. Those of promises say by their header that their last column names a test.
        List<string> rows = [];
        bool isOfPromises = false;
        foreach ((string before, string line) in lines.Zip(lines.Skip(1)))
        {
            bool isRow = line.StartsWith("| ", StringComparison.Ordinal);
            if (isRow && !before.StartsWith('|'))
                isOfPromises = line.EndsWith("| Held by |", StringComparison.Ordinal);
            else if (isRow && isOfPromises)
                rows.Add(line);
        }

        Assert.True(rows.Count > 40, "the page has no tables of promises");
        Assert.All(rows, row => Assert.Matches(Names(), row.TrimEnd(' ', '|').Split('|')[^1]));
    }

    /// <summary>The text of each test class, all files of a partial one together.</summary>
    private static Dictionary<string, string> Classes() =>
        Directory.EnumerateFiles(Path.Combine(Requires.RepositoryRoot, "tests"), "*.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText)
            .SelectMany(text => Declarations().Matches(text).Select(match => (Name: match.Groups[1].Value, Text: text)))
            .GroupBy(declaration => declaration.Name)
            .ToDictionary(group => group.Key, group => string.Join('\n', group.Select(declaration => declaration.Text)));

    [GeneratedRegex(@"`([A-Z]\w+(?:Tests|Contract|Campaign))(?:\.(\w+))?`")]
    private static partial Regex Names();

    [GeneratedRegex(@"\bclass (\w+)")]
    private static partial Regex Declarations();
}
