namespace Tutorial.Net;

/// <summary>What follows from the options for every page: which attributes the tokenizer has to keep, which tags to report.</summary>
internal sealed class LinkPlan
{
    private static readonly LinkKind[] LinkKinds = [LinkKind.Stylesheet, LinkKind.Icon, LinkKind.ResourceHint, LinkKind.Metadata];

    public LinkPlan(LinkExtractorOptions options)
    {
        CustomNames = [.. options.CustomAttributes];
        ulong style = options.IncludeCss ? HtmlAttributes.Bit(HtmlAttribute.Style) : 0;
        Interest = new TagInterest(LinkRules.ForeignAttributes | HtmlAttributes.Bit(HtmlAttribute.Rel), style, CustomNames);
        Filter = new LinkFilter(options);
        WantLinks(options);
        Interest.Want(HtmlElement.Base, HtmlAttributes.Bit(HtmlAttribute.Href));
        Interest.Want(
            HtmlElement.Meta,
            HtmlAttributes.Set(
                HtmlAttribute.Charset, HtmlAttribute.Content, HtmlAttribute.HttpEquiv, HtmlAttribute.Name, HtmlAttribute.Property));
        // The roots of foreign content are in it, and begin outside.
        Interest.Want(HtmlElement.Svg, LinkRules.ForeignAttributes | HtmlAttributes.Bit(HtmlAttribute.Rel));
        Interest.Want(HtmlElement.Math, LinkRules.ForeignAttributes | HtmlAttributes.Bit(HtmlAttribute.Rel));
        // Always: the tree's feedback has to see them.
        Interest.Watch(HtmlElement.Template, start: true, end: true);
        WatchText(options);
    }

    public TagInterest Interest { get; }

    public LinkFilter Filter { get; }

    public string[] CustomNames { get; }

    private void WantLinks(LinkExtractorOptions options)
    {
        foreach (HtmlElement element in Enum.GetValues<HtmlElement>())
        {
            ulong wanted = 0;
            for (HtmlAttribute attribute = 0; attribute <= HtmlAttribute.XlinkHref; attribute++)
            {
                LinkRule rule = LinkRules.Find(MarkupNamespace.Html, element, attribute);
                if (attribute != HtmlAttribute.Style && rule.Syntax != LinkSyntax.None && IsWanted(options, element, rule.Kind))
                    wanted |= HtmlAttributes.Bit(attribute) | Companions(element, rule.Syntax);
            }

            Interest.Want(element, wanted);
        }
    }

    /// <summary>What the attribute's meaning depends on.</summary>
    private static ulong Companions(HtmlElement element, LinkSyntax syntax)
    {
        ulong rel = LinkRules.HasRel(MarkupNamespace.Html, element) ? HtmlAttributes.Bit(HtmlAttribute.Rel) : 0;
        return syntax is LinkSyntax.CodeBaseUrl or LinkSyntax.CodeBaseList ? rel | HtmlAttributes.Bit(HtmlAttribute.CodeBase) : rel;
    }

    private static bool IsWanted(LinkExtractorOptions options, HtmlElement element, LinkKind kind)
    {
        if (options.KindSet is not { } kinds)
            return true;
        return element == HtmlElement.Link ? kinds.Overlaps(LinkKinds) : kinds.Contains(kind);
    }

    private void WatchText(LinkExtractorOptions options)
    {
        if (options.IncludeCss)
            Interest.Watch(HtmlElement.Style, start: true, end: true);
        if (!options.IncludeText)
            return;
        Interest.Watch(HtmlElement.A, start: true, end: true);
        Interest.Watch(HtmlElement.Br, start: true, end: true);
        // Text that no reader sees.
        Interest.Watch(HtmlElement.Script, start: true, end: false);
        Interest.Watch(HtmlElement.Style, start: true, end: true);
        Interest.Watch(HtmlElement.IFrame, start: true, end: true);
        Interest.Watch(HtmlElement.NoEmbed, start: true, end: true);
        Interest.Watch(HtmlElement.NoFrames, start: true, end: true);
    }
}
