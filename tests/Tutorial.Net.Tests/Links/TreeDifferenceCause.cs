using AngleSharp.Dom;

namespace Tutorial.Net.Tests.Links;

/// <summary>
/// A reason for the feedback and AngleSharp's tree builder to differ behind a tag. It explains the difference only if it can say how
/// the page up to there must be written for both to agree, in the very state that one of them has been in all along.
/// </summary>
/// <param name="Name">What it is.</param>
/// <param name="KeepsOurs">Whether the new page leaves the feedback's state as it was, and changes AngleSharp's, or the other way round.</param>
/// <param name="IsAngleSharps">Whether AngleSharp departs from the standard, and not the feedback.</param>
/// <param name="Rewrite">The beginnings of the page that may do, none if the cause is not this one.</param>
internal sealed record TreeDifferenceCause(string Name, bool KeepsOurs, bool IsAngleSharps, Func<TreeDifference, IEnumerable<string>> Rewrite)
{
    private const int MostInAPage = 8;
    private const int MostOfACause = 3;
    private static readonly string[] Headings = ["h1", "h2", "h3", "h4", "h5", "h6"];
    private static readonly string[] TableParts = ["caption", "colgroup", "col", "tbody", "tfoot", "thead", "tr", "td", "th"];
    private static readonly string[] Formatting = ["a", "b", "font", "i"];
    /// <summary>Start tags whose meaning depends on the table around them.</summary>
    private static readonly string[] TableTags = [.. TableParts, "form", "table"];
    // "the stack of open elements": special elements that can be open before svg; the formatting and other names are not.
    private static readonly string[] Special =
    [
        "address", "applet", "article", "aside", "blockquote", "button", "caption", "center", "dd", "details", "dir", "div", "dl", "dt",
        "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "li", "listing", "main", "marquee", "menu", "nav",
        "noscript", "object", "ol", "p", "pre", "section", "select", "table", "tbody", "td", "template", "tfoot", "th", "thead", "tr", "ul",
    ];

    /// <summary>The causes: what the feedback cannot know by its design, and where AngleSharp departs from the standard.</summary>
    public static readonly IReadOnlyList<TreeDifferenceCause> All =
    [
        // "has an element in the specific scope", "any other end tag": an element between the one that a tag names and svg keeps the
        // tag from it; the feedback counts what is open around svg, and does not know the order. Without that element both close.
        new("an element around svg lies between", KeepsOurs: true, IsAngleSharps: false, WithoutBars),

        // "in body", "generate implied end tags": an element around svg was closed by another's tag, or is a part of a table without
        // one and was never opened, and still counts as open. With its end tag written out, or without its start tag, which changes
        // nothing of AngleSharp's tree, both leave svg open.
        new("an element around svg was closed unasked", KeepsOurs: false, IsAngleSharps: false, WithImpliedTags),

        // "in head noscript": svg is no part of a head and closes the noscript, whose end tag then means nothing. In a body it would.
        new("a noscript in the head", KeepsOurs: true, IsAngleSharps: false, InBody),

        // "tree construction dispatcher": at mi, mo, mn, ms and mtext start tags are HTML, and end tags are foreign content's, which
        // look past it for their element. AngleSharp lets them end in mi. With mi ended they find it.
        new("an end tag at a MathML text integration point", KeepsOurs: true, IsAngleSharps: true, WithEndOfMathText),

        // "in body", "any other end tag": only an HTML element is meant. AngleSharp compares names alone, and lets the end tag of
        // desc or mi close it from under the HTML inside. The standard ignores that tag.
        new("an end tag in HTML closes the integration point", KeepsOurs: true, IsAngleSharps: true, WithoutEndTagOfPoint),

        // "the stack of open elements": of style, HTML's alone is special. AngleSharp takes svg's for special, too, and ends its search
        // for an element around svg there. Any other name lets both find it.
        new("svg's style is special", KeepsOurs: true, IsAngleSharps: true, WithoutStyle),

        // "markup declaration open state": CDATA sections are where the adjusted current node is not HTML. AngleSharp notes that
        // when it opens and pops elements, but not when it takes one out by other ways: a self-closing svg, a form, the adoption
        // agency. Another element that opens and closes puts it right.
        new("a stale flag for CDATA", KeepsOurs: true, IsAngleSharps: true, WithFlagSet),

        // "in body", "form": in a template a form may be inside another, and none is the page's form. AngleSharp drops the inner one.
        new("a form in a template", KeepsOurs: true, IsAngleSharps: true, WithoutOuterForms),

        // "reconstruct the active formatting elements": what a block's end closed opens again at the next text or inline start tag, of
        // which the feedback sees no text. Ended before the block does, it stays closed.
        new("a formatting element opened again", KeepsOurs: true, IsAngleSharps: false, WithEndOfFormatting),
    ];

    /// <summary>The causes that together explain how the two read this page; null if some difference has none.</summary>
    public static IReadOnlyList<TreeDifferenceCause>? Explain(string html) =>
        Explain(html.Replace("\r\n", "\n", StringComparison.Ordinal), agreed: 0, MostInAPage);

    private static IReadOnlyList<TreeDifferenceCause>? Explain(string html, int agreed, int left)
    {
        if (TreeDifference.Find(html, agreed) is not { } difference)
            return TreeProbe.IsSame(html) ? [] : null;
        if (left == 0)
            return null;
        foreach (TreeDifferenceCause cause in All)
        {
            foreach (string rewritten in cause.Agreeing(difference).Distinct().Take(MostOfACause))
            {
                if (Explain(rewritten + difference.Behind, rewritten.Length, left - 1) is { } others)
                    return [cause, .. others];
            }
        }

        return null;
    }

    private IEnumerable<string> Agreeing(TreeDifference difference)
    {
        TreeState right = KeepsOurs ? difference.Ours : difference.AngleSharps;
        return Rewrite(difference).Where(html => TreeProbe.Ours(html) == right && TreeProbe.AngleSharps(html) == right);
    }

    private static IEnumerable<string> WithoutBars(TreeDifference difference)
    {
        PageTag tag = difference.Tag;
        if (!tag.IsEndTag && !TableTags.Contains(tag.Name))
            yield break;
        PageTag? named = difference.TagsBefore.FirstOrDefault(t => !t.IsEndTag && IsNamed(t, tag));
        if (named is null)
            yield break;
        List<PageTag> bars = [.. difference.TagsBefore.Where(t => !t.IsEndTag && t.Start > named.Start && Special.Contains(t.Name))];
        foreach (PageTag bar in bars)
            yield return Without(difference, [bar]);
        yield return Without(difference, bars);
    }

    private static IEnumerable<string> WithImpliedTags(TreeDifference difference)
    {
        PageTag tag = difference.Tag;
        string tree = TreeProbe.Tree(difference.Html[..tag.End]);
        PageTag[] starts = [.. difference.TagsBefore.Where(t => !t.IsEndTag && IsNamed(t, tag))];
        return tag.IsEndTag || TableTags.Contains(tag.Name) ? Written().Where(IsSameTree) : [];

        IEnumerable<string> Written()
        {
            yield return Without(difference, Array.FindAll(starts, start => IsSameTree(Without(difference, [start]))));
            foreach (PageTag start in starts)
            {
                foreach (PageTag behind in difference.TagsBefore.Where(t => t.Start >= start.Start))
                {
                    string html = difference.Html[..tag.End];
                    yield return html.Insert(behind.End, $"</{start.Name}>");
                    yield return html.Insert(behind.End, string.Concat(starts.Select(s => $"</{s.Name}>")));
                }
            }
        }

        bool IsSameTree(string html) => TreeProbe.Tree(html) == tree;
    }

    private static IEnumerable<string> WithEndOfFormatting(TreeDifference difference)
    {
        string html = difference.Html[..difference.Tag.End];
        foreach (string name in Formatting)
        {
            PageTag[] starts = [.. difference.TagsBefore.Append(difference.Tag).Where(t => !t.IsEndTag && t.Name == name)];
            if (starts.Length == 0 || TreeProbe.CountOf(html, name) <= starts.Length)
                continue;
            foreach (PageTag behind in difference.TagsBefore.Where(t => t.Start >= starts[0].Start))
            {
                string ended = html.Insert(behind.End, $"</{name}>");
                yield return ended;
                yield return $"{ended}<link></link>"; // A stale flag as well.
                yield return html.Insert(behind.End, string.Concat(Formatting.SelectMany(f => Enumerable.Repeat($"</{f}>", starts.Length))));
            }
        }
    }

    private static IEnumerable<string> WithoutStyle(TreeDifference difference)
    {
        if (!difference.Tag.IsEndTag || TreeProbe.CurrentNode(difference.Before) is not { } current || !TreeProbe.IsSvgStyle(current))
            yield break;
        string html = difference.Html[..difference.Tag.End], all = html;
        foreach (PageTag style in difference.TagsBefore.Where(t => t is { IsEndTag: false, Name: "style" }).Reverse())
        {
            yield return $"{html[..style.Start]}<g>{html[style.End..]}";
            all = $"{all[..style.Start]}<g>{all[style.End..]}";
        }

        yield return all;
    }

    private static IEnumerable<string> WithoutOuterForms(TreeDifference difference) =>
        difference.Tag is { IsEndTag: false, Name: "form" } && difference.TagsBefore.Any(t => t.Name == "template")
            ? [Without(difference, [.. difference.TagsBefore.Where(t => t is { IsEndTag: false, Name: "form" })])]
            : [];

    private static IEnumerable<string> InBody(TreeDifference difference) =>
        difference.Tag is { IsEndTag: true, Name: "noscript" } ? ["<body>" + difference.Before + difference.Text] : [];

    /// <summary>AngleSharp's staying in mi may show only later.</summary>
    private static IEnumerable<string> WithEndOfMathText(TreeDifference difference)
    {
        string all = difference.Html[..difference.Tag.End];
        foreach (PageTag end in difference.TagsBefore.Append(difference.Tag).Where(t => t.IsEndTag).Reverse())
        {
            if (TreeProbe.CurrentNode(difference.Html[..end.Start]) is not { } current || !TreeProbe.IsMathText(current))
                continue;
            string endTag = $"</{current.LocalName}>";
            yield return difference.Html[..difference.Tag.End].Insert(end.Start, endTag);
            all = all.Insert(end.Start, endTag);
        }

        yield return all;
    }

    private static IEnumerable<string> WithoutEndTagOfPoint(TreeDifference difference)
    {
        if (!difference.Tag.IsEndTag || TreeProbe.CurrentNode(difference.Before) is not { } current)
            return [];
        IElement? point = current.Ancestors<IElement>().Prepend(current)
            .SkipWhile(e => !TreeProbe.IsHtml(e)).SkipWhile(TreeProbe.IsHtml).FirstOrDefault();
        return point is not null && point.LocalName.Equals(difference.Tag.Name, StringComparison.OrdinalIgnoreCase) ? [difference.Before] : [];
    }

    private static IEnumerable<string> WithFlagSet(TreeDifference difference)
    {
        bool takesOut = difference.Tag.IsSelfClosing ? difference.Tag.Name is "svg" or "math" : difference.Tag.Name == "form" || Formatting.Contains(difference.Tag.Name);
        if (!takesOut || difference.Ours with { AllowsCData = difference.AngleSharps.AllowsCData } != difference.AngleSharps)
            yield break;
        yield return $"{difference.Before}{difference.Text}<svg></svg>";
        yield return $"{difference.Before}{difference.Text}<link></link>";
    }

    /// <summary>Whether the tag can mean an element of that start tag: headings end each other, and so do the parts of a table.</summary>
    private static bool IsNamed(PageTag start, PageTag tag) =>
        start.Name == tag.Name
        || (Headings.Contains(start.Name) && Headings.Contains(tag.Name))
        || (TableTags.Contains(tag.Name) && (start.Name == "table" || TableParts.Contains(start.Name)));

    private static string Without(TreeDifference difference, IReadOnlyList<PageTag> tags)
    {
        string html = difference.Before + difference.Text;
        foreach (PageTag tag in tags.Reverse())
            html = html.Remove(tag.Start, tag.End - tag.Start);
        return html;
    }
}
