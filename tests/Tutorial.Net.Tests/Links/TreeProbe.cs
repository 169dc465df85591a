using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;

namespace Tutorial.Net.Tests.Links;

/// <summary>What a tokenizer with its tree makes of the bytes that follow: all that the scanner asks a tree.</summary>
/// <param name="IsHtml">Whether a start tag of xmp is HTML's, and so begins raw text.</param>
/// <param name="AllowsCData">Whether <c>&lt;![CDATA[</c> begins a section.</param>
/// <param name="IsNoSvg">Whether xmp in mi is HTML's, which in svg it is not.</param>
internal readonly record struct TreeState(bool IsHtml, bool AllowsCData, bool IsNoSvg);

/// <summary>Looks into both trees by what they do to a page's continuation.</summary>
internal static class TreeProbe
{
    private const string Mark = "\uE000";
    private static readonly string[] MathText = ["mi", "mo", "mn", "ms", "mtext"];

    public static TreeState Ours(string html) => Probe(html, OurTags);

    public static TreeState AngleSharps(string html) => Probe(html, TreeConstructionTests.SeenByAngleSharp);

    public static bool IsSame(string html) => string.Concat(OurTags(html)) == string.Concat(TreeConstructionTests.SeenByAngleSharp(html));

    /// <summary>AngleSharp's document.</summary>
    public static string Tree(string html) => new HtmlParser().ParseDocument(html).DocumentElement.OuterHtml;

    /// <summary>How many HTML elements of a name AngleSharp's document has.</summary>
    public static int CountOf(string html, string name) => CountOf(new HtmlParser().ParseDocument(html), name);

    /// <summary>The element that AngleSharp puts text into behind this page, if it puts it there at all.</summary>
    public static IElement? CurrentNode(string html) => MarkedIn(new HtmlParser().ParseDocument(html + Mark));

    public static bool IsMathText(IElement? element) => element is { NamespaceUri: "http://www.w3.org/1998/Math/MathML" } && MathText.Contains(element.LocalName);

    /// <summary>Whether the element is svg's style, or in one.</summary>
    public static bool IsSvgStyle(IElement element) =>
        element.Ancestors<IElement>().Prepend(element).Any(e => e is { NamespaceUri: "http://www.w3.org/2000/svg", LocalName: "style" });

    public static bool IsHtml(IElement? element) => element is { NamespaceUri: "http://www.w3.org/1999/xhtml" };

    /// <summary>The tags that AngleSharp's tokenizer gives to its tree builder, and where they begin and end.</summary>
    public static List<PageTag> Tags(string html)
    {
        var tags = new List<PageTag>();
        var starts = new List<int>();
        var options = new HtmlParserOptions
        {
            OnToken = (token, _) =>
            {
                int start = token.Position.Index;
                starts.Add(start);
                if (token is HtmlTagToken tag)
                    tags.Add(new PageTag(tag.Name, tag.Type == HtmlTokenType.EndTag, tag.IsSelfClosing, start, html.Length));
            },
        };
        new HtmlParser(options).ParseDocument(html);
        starts.Add(html.Length);
        return tags.ConvertAll(tag => tag with { End = starts.Find(start => start > tag.Start) });
    }

    private static TreeState Probe(string html, Func<string, List<StartTag>> read) => new(
        !read(html + "<xmp><probe>").Exists(IsProbe),
        !read(html + "<![CDATA[><probe>").Exists(IsProbe),
        !read(html + "<mi><xmp><probe>").Exists(IsProbe));

    private static int CountOf(INode root, string name) =>
        root.Descendants<IElement>().Count(e => IsHtml(e) && e.LocalName == name)
        + root.Descendants<IHtmlTemplateElement>().Sum(t => CountOf(t.Content, name));

    /// <summary>What a template holds is a document of its own.</summary>
    private static IElement? MarkedIn(INode root) =>
        root.Descendants<IText>().LastOrDefault(t => t.Data.EndsWith(Mark, StringComparison.Ordinal))?.ParentElement
        ?? root.Descendants<IHtmlTemplateElement>().Select(t => MarkedIn(t.Content)).LastOrDefault(e => e is not null);

    private static bool IsProbe(StartTag tag) => tag.Name == "probe";

    private static List<StartTag> OurTags(string html) => StartTag.ReadAll(Encoding.UTF8.GetBytes(html));
}

internal sealed record PageTag(string Name, bool IsEndTag, bool IsSelfClosing, int Start, int End);
