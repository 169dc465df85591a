using System.Collections.Concurrent;
using System.Text;
using CsCheck;

namespace Tutorial.Net.Tests.Links;

/// <summary>The tokenizer with its feedback against AngleSharp's parser, on pages that nobody would write.</summary>
public sealed class RandomPageTests
{
    internal static readonly string[] Fragments =
    [
        "<a href=1>", "<a href='x&amp;y'>", "</a>", "<div>", "</div>", "<p>", "</p>", "<b>", "</b>", "<br>", "<img src=i alt>", "text", " ",
        "<script>", "</script>", "</script x=1>", "<!--", "-->", "--!>", "<!-", "->", "-", "<style>", "</style>", "<title>", "</title>",
        "<textarea>", "</textarea>", "<svg>", "</svg>", "<svg/>", "<math>", "</math>", "<desc>", "</desc>", "<foreignObject>",
        "</foreignObject>", "<mi>", "</mi>", "<annotation-xml encoding=text/html>", "<annotation-xml>", "</annotation-xml>", "<![CDATA[", "]]>",
        "]", "<font color=red>", "<font>", "<mglyph>", "<path d=1 />", "<", ">", "</", "<!", "<?", "<!doctype html>", "\"", "'", "=", "/",
        "&", "&amp", "&#x41;", "<x y", " y='1'", " Y=2", "\r\n", "\0", "\t", "é", "<noscript>", "</noscript>", "<xmp>", "</xmp>", "<iframe>",
        "</iframe>", "<table>", "<td>", "</table>", "<li>", "<template>", "</template>", "<noembed>", "</noembed>", "<a ", "<script ", "script",
    ];

    internal static readonly Gen<string> Page = Gen.Int[0, Fragments.Length - 1].Array[0, 14].Select(choice => string.Concat(choice.Select(i => Fragments[i])));

    /// <summary>Tags that matter to the tree, and no text between them: much denser in what goes wrong than <see cref="Page"/>.</summary>
    private static readonly string[] NestingFragments =
    [
        "<a href=1>", "</a>", "<div>", "</div>", "<p>", "</p>", "<b>", "</b>", "<br>", "<svg>", "</svg>", "<svg/>", "<math>", "</math>",
        "<svg><desc>", "</desc>", "<svg><foreignObject>", "</foreignObject>", "<math><mi>", "<mi>", "</mi>", "<annotation-xml encoding=text/html>",
        "<annotation-xml>", "</annotation-xml>", "<font color=red>", "<font>", "</font>", "<mglyph>", "<noscript>", "</noscript>", "<table>", "<tr>",
        "<td>", "</td>", "</tr>", "</table>", "<ul>", "<li>", "</li>", "</ul>", "<template>", "</template>", "<title>", "</title>", "<h1>", "</h2>",
        "<dd>", "<dt>", "</dd>", "<form>", "</form>", "<object>", "</object>", "<i>", "</i>", "<span>", "</span>", "<body>", "</body>", "text",
        "<style>", "</style>", "<img src=i>", "<hr>", "<button>", "</button>", "<![CDATA[", "]]>",
    ];

    private static readonly Gen<string> Nesting = Gen.Select(
        Gen.Int[0, NestingFragments.Length - 1].Array[0, 10],
        Gen.OneOf(Gen.Const("<xmp><x>"), Gen.Const("<![CDATA[><x>")),
        (choice, end) => string.Concat(choice.Select(i => NestingFragments[i])) + end);

    [Fact]
    public void Random_pages_have_the_start_tags_that_AngleSharps_tree_builder_sees() => Compare(Page, pages: 200_000, mostOurs: 12, mostAngleSharps: 200);

    [Fact]
    public void Random_nestings_have_the_start_tags_that_AngleSharps_tree_builder_sees() =>
        Compare(Nesting, pages: 20_000, mostOurs: 25, mostAngleSharps: 400);

    /// <summary>No page may differ but by named causes; and not many may, or a cause would have become an excuse.</summary>
    private static void Compare(Gen<string> gen, int pages, int mostOurs, int mostAngleSharps)
    {
        var explained = new ConcurrentBag<(string Html, IReadOnlyList<TreeDifferenceCause> Causes)>();
        gen.Sample(
            html =>
            {
                string expected = string.Concat(TreeConstructionTests.SeenByAngleSharp(html));
                string actual = string.Concat(StartTag.ReadAll(Encoding.UTF8.GetBytes(html)));
                if (actual == expected)
                    return;
                IReadOnlyList<TreeDifferenceCause>? causes = TreeDifferenceCause.Explain(html);
                Assert.True(causes is not null, $"unexplained: {html}\n  expected {expected}\n  actual   {actual}");
                explained.Add((html, causes));
            },
            iter: pages);

        int ours = explained.Count(e => e.Causes.Any(c => !c.IsAngleSharps));
        IEnumerable<string> counts = explained.SelectMany(e => e.Causes.Distinct()).CountBy(c => c.Name).OrderByDescending(c => c.Value)
            .Select(c => $"{c.Value} {c.Key}");
        string report = $"{explained.Count} of {pages} differ, 0 unexplained: {string.Join("; ", counts)}";
        TestContext.Current.SendDiagnosticMessage(report);
        Assert.True(ours <= mostOurs && explained.Count - ours <= mostAngleSharps, $"{report}\n{string.Join('\n', explained.Select(e => e.Html))}");
    }
}
