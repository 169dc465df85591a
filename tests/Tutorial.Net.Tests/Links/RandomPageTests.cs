using System.Text;
using CsCheck;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Links;

/// <summary>
/// The tokenizer with its feedback against AngleSharp's parser, on pages that nobody would write. What the feedback guarantees is
/// compared: HTML however it nests, and svg and math that end by their own end tags or by a tag that breaks out of them.
/// </summary>
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

    private static readonly string[] Foreign = ["svg", "math", "desc", "foreignObject", "mi", "annotation-xml", "CDATA", "mglyph"];

    private static readonly Gen<string> HtmlPage = PageOf([.. Fragments.Where(f => !Foreign.Any(name => f.Contains(name, StringComparison.Ordinal)))]);

    [Fact]
    public void Random_pages_of_HTML_have_the_start_tags_that_AngleSharps_tree_builder_sees() =>
        HtmlPage.Sample(Compare, iter: Campaign.Cases(200_000));

    [Fact]
    public void Random_svg_and_math_have_the_start_tags_that_AngleSharps_tree_builder_sees()
    {
        for (int seed = 0; seed < Campaign.Cases(50_000); seed++)
            Compare(new ForeignPage(seed).Html);
    }

    private static Gen<string> PageOf(string[] fragments) =>
        Gen.Int[0, fragments.Length - 1].Array[0, 14].Select(choice => string.Concat(choice.Select(i => fragments[i])));

    private static void Compare(string html)
    {
        string expected = string.Concat(TreeConstructionTests.SeenByAngleSharp(html));
        string actual = string.Concat(StartTag.ReadAll(Encoding.UTF8.GetBytes(html)));
        Assert.True(actual == expected, $"{html}\n  expected {expected}\n  actual   {actual}");
    }
}
