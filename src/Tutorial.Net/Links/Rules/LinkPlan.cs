using System.Text;

namespace Tutorial.Net;

/// <summary>What the options come to, as values: what to take, how much of it, and what of a page has to be looked at for that.</summary>
internal sealed class LinkPlan
{
    private TagInterest? _interest;

    /// <summary>Elements whose text shows code.</summary>
    public static IReadOnlyList<HtmlElement> CodeElements { get; } =
        [HtmlElement.Pre, HtmlElement.Code, HtmlElement.Samp, HtmlElement.Kbd, HtmlElement.Listing];

    public required LinkFilter Filter { get; init; }

    public required IReadOnlyList<string> CustomNames { get; init; }

    public required bool IncludeText { get; init; }

    public required bool IncludeCss { get; init; }

    public required bool Unique { get; init; }

    public required bool SkipCode { get; init; }

    public required long MaxBytes { get; init; }

    public required int MaxLinks { get; init; }

    public required int MaxAttributeLength { get; init; }

    public required long MaxUrlCharacters { get; init; }

    public required WebEncoding? Fallback { get; init; }

    /// <summary>Which attributes the tokenizer has to keep, which tags to report.</summary>
    public TagInterest Interest => _interest ??= MakeInterest();

    public string NameOf(HtmlAttribute attribute) => attribute >= HtmlAttribute.FirstCustom
        ? CustomNames[attribute - HtmlAttribute.FirstCustom]
        : LinkRules.AttributeNames[(int)attribute];

    public LinkRule RuleOf(TagView tag, HtmlAttribute attribute)
    {
        if (attribute < HtmlAttribute.FirstCustom)
            return LinkRules.Find(tag.Namespace, tag.Element, attribute);
        bool isList = NameOf(attribute).EndsWith("srcset", StringComparison.Ordinal);
        return new LinkRule(LinkKind.Other, isList ? LinkSyntax.Srcset : LinkSyntax.Url);
    }

    private TagInterest MakeInterest()
    {
        ulong foreign = LinkRules.ForeignAttributes | HtmlAttributes.Bit(HtmlAttribute.Rel);
        var interest = new TagInterest(
            LinkRules.AttributeTable, foreign, IncludeCss ? HtmlAttributes.Bit(HtmlAttribute.Style) : 0, CustomNames);
        foreach (LinkRow row in LinkRules.Rows.Where(IsWanted))
        {
            ulong own = 1UL << LinkRules.AttributeTable.Find(Encoding.ASCII.GetBytes(row.Attribute));
            foreach (HtmlElement element in row.Elements())
                interest.Want(element, own | Companions(element, row.Syntax));
        }

        interest.Want(HtmlElement.Base, HtmlAttributes.Bit(HtmlAttribute.Href));
        interest.Want(
            HtmlElement.Meta,
            HtmlAttributes.Set(
                HtmlAttribute.Charset, HtmlAttribute.Content, HtmlAttribute.HttpEquiv, HtmlAttribute.Name, HtmlAttribute.Property));
        // The roots of foreign content are in it, and begin outside.
        interest.Want(HtmlElement.Svg, foreign);
        interest.Want(HtmlElement.Math, foreign);
        // Always: the tree's feedback has to see them.
        interest.Watch(HtmlElement.Template, start: true, end: true);
        WatchText(interest);
        return interest;
    }

    /// <summary>A link's kind is known from its rel, a meta's from its value.</summary>
    private bool IsWanted(LinkRow row) => Filter.Takes(row.Kind)
        || (row.Attribute == "href" && row.Kind == LinkKind.Metadata
            && (Filter.Takes(LinkKind.Stylesheet) || Filter.Takes(LinkKind.Icon) || Filter.Takes(LinkKind.ResourceHint)));

    /// <summary>What the attribute's meaning depends on.</summary>
    private static ulong Companions(HtmlElement element, LinkSyntax syntax)
    {
        ulong rel = LinkRules.HasRel(MarkupNamespace.Html, element) ? HtmlAttributes.Bit(HtmlAttribute.Rel) : 0;
        return syntax is LinkSyntax.CodeBaseUrl or LinkSyntax.CodeBaseList ? rel | HtmlAttributes.Bit(HtmlAttribute.CodeBase) : rel;
    }

    private void WatchText(TagInterest interest)
    {
        if (IncludeCss)
            interest.Watch(HtmlElement.Style, start: true, end: true);
        foreach (HtmlElement element in SkipCode ? CodeElements : [])
            interest.Watch(element, start: true, end: true);
        if (!IncludeText)
            return;
        interest.Watch(HtmlElement.A, start: true, end: true);
        interest.Watch(HtmlElement.Br, start: true, end: true);
        // Text that no reader sees.
        interest.Watch(HtmlElement.Script, start: true, end: false);
        interest.Watch(HtmlElement.Style, start: true, end: true);
        interest.Watch(HtmlElement.IFrame, start: true, end: true);
        interest.Watch(HtmlElement.NoEmbed, start: true, end: true);
        interest.Watch(HtmlElement.NoFrames, start: true, end: true);
    }
}
