using System.Text;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Links;

/// <summary>The feedback without a tree against AngleSharp's tree builder: both must see the same start tags.</summary>
public sealed class TreeConstructionTests
{
    /// <summary>
    /// AngleSharp has the select element of before September 2025, in which a start tag of plaintext is dropped; in the relaxed
    /// one it is an element like any other, and swallows the rest of the page (the expected tree of this case says so, too).
    /// </summary>
    private const string RelaxedSelect = "<!doctype html><table><select><plaintext>a<caption>b";

    [Fact]
    public void The_start_tags_of_html5lib_are_those_that_a_tree_builder_sees()
    {
        var different = new List<string>();
        int cases = 0;
        foreach (string file in Directory.GetFiles(Requires.Data("html5lib-tests/tree-construction"), "*.dat").Order(StringComparer.Ordinal))
        {
            foreach (string html in Pages(File.ReadAllText(file)))
            {
                cases++;
                string expected = string.Concat(SeenByAngleSharp(html));
                byte[] bytes = Encoding.UTF8.GetBytes(html);
                string actual = string.Concat(StartTag.ReadAll(bytes));
                Assert.Equal(actual, string.Concat(StartTag.ReadAll(bytes, chunk: 1)));
                if (actual != expected && html != RelaxedSelect)
                    different.Add($"{Path.GetFileName(file)}: {html}\n  expected {expected}\n  actual   {actual}\n");
            }
        }

        Assert.True(different.Count == 0, $"{different.Count} of {cases} differ\n" + string.Join('\n', different));
        Assert.True(cases > 1_500, $"only {cases} cases");
    }

    internal static List<StartTag> SeenByAngleSharp(string html)
    {
        var tags = new List<StartTag>();
        var options = new HtmlParserOptions
        {
            OnToken = (token, _) =>
            {
                if (token is HtmlTagToken { Type: HtmlTokenType.StartTag } tag)
                    tags.Add(new StartTag(tag.Name, [.. tag.Attributes.Select(a => KeyValuePair.Create(a.Name, a.Value))]));
            },
        };
        new HtmlParser(options).ParseDocument(html);
        return tags;
    }

    /// <summary>The whole pages among the cases: a fragment begins in a state of its context, a script changes its page.</summary>
    internal static IEnumerable<string> Pages(string file)
    {
        foreach (string test in ("\n" + file).Split("\n#data\n", StringSplitOptions.RemoveEmptyEntries))
        {
            int end = test.StartsWith("#errors", StringComparison.Ordinal) ? 0 : test.IndexOf("\n#errors", StringComparison.Ordinal);
            string rest = test[end..];
            if (!rest.Contains("\n#document-fragment", StringComparison.Ordinal) && !rest.Contains("\n#script-on", StringComparison.Ordinal))
                yield return test[..end];
        }
    }
}
