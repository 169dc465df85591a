namespace Tutorial.Net;

/// <summary>
/// Which attributes hold URLs: those of the HTML standard's attribute index, its obsolete features, SVG 2 and MathML. Left out are
/// identifiers that nobody fetches (<c>itemid</c>, <c>itemtype</c>, <c>xmlns</c>) and names inside the page (<c>usemap</c>).
/// </summary>
internal static class LinkRules
{
    private const int Attributes = 64;
    private static readonly LinkRule[] Html = MakeHtml();

    /// <summary>What SVG and MathML elements link with.</summary>
    public static readonly ulong ForeignAttributes = HtmlAttributes.Set(HtmlAttribute.Href, HtmlAttribute.XlinkHref);

    public static LinkRule Find(MarkupNamespace markup, HtmlElement element, HtmlAttribute attribute)
    {
        if (attribute == HtmlAttribute.Style)
            return new LinkRule(LinkKind.Other, LinkSyntax.Css);
        if (markup == MarkupNamespace.Html)
            return Html[((int)element * Attributes) + (int)attribute];
        return attribute is (HtmlAttribute.Href or HtmlAttribute.XlinkHref) && element != HtmlElement.Base
            ? new LinkRule(markup == MarkupNamespace.Svg ? SvgKind(element) : LinkKind.Hyperlink, LinkSyntax.Url)
            : default;
    }

    /// <summary>Whether the element's <c>rel</c> says what its links are.</summary>
    public static bool HasRel(MarkupNamespace markup, HtmlElement element) =>
        markup != MarkupNamespace.Html || element is HtmlElement.A or HtmlElement.Area or HtmlElement.Form or HtmlElement.Link;

    private static LinkKind SvgKind(HtmlElement element) => element switch
    {
        HtmlElement.A => LinkKind.Hyperlink,
        HtmlElement.Script => LinkKind.Script,
        HtmlElement.Image or HtmlElement.FeImage or HtmlElement.Use => LinkKind.Image,
        _ => LinkKind.Other,
    };

    private static LinkRule[] MakeHtml()
    {
        var rules = new LinkRule[Enum.GetValues<HtmlElement>().Length * Attributes];
        AddPagesAndForms();
        AddPictures();
        AddMediaAndPrograms();
        AddTheRest();
        return rules;

        void AddPagesAndForms()
        {
            Add(LinkKind.Hyperlink, HtmlAttribute.Href, HtmlElement.A, HtmlElement.Area);
            Add(LinkKind.Frame, HtmlAttribute.Src, HtmlElement.Frame, HtmlElement.IFrame, HtmlElement.Portal);
            Add(LinkKind.Form, HtmlAttribute.Action, HtmlElement.Form);
            Add(LinkKind.Form, HtmlAttribute.FormAction, HtmlElement.Button, HtmlElement.Input);
            AddAs(LinkSyntax.List, LinkKind.Ping, HtmlAttribute.Ping, HtmlElement.A, HtmlElement.Area);
        }

        void AddPictures()
        {
            // "image" is what the tree builder makes an img of.
            Add(LinkKind.Image, HtmlAttribute.Src, HtmlElement.Img, HtmlElement.Image, HtmlElement.Input);
            Add(LinkKind.Image, HtmlAttribute.LowSrc, HtmlElement.Img, HtmlElement.Image);
            Add(LinkKind.Media, HtmlAttribute.DynSrc, HtmlElement.Img, HtmlElement.Image);
            AddAs(LinkSyntax.Srcset, LinkKind.Image, HtmlAttribute.Srcset, HtmlElement.Img, HtmlElement.Image, HtmlElement.Source);
            AddAs(LinkSyntax.Srcset, LinkKind.ResourceHint, HtmlAttribute.ImageSrcset, HtmlElement.Link);
            Add(LinkKind.Image, HtmlAttribute.Poster, HtmlElement.Video);
            Add(LinkKind.Icon, HtmlAttribute.Icon, HtmlElement.Command);
            Add(
                LinkKind.Image, HtmlAttribute.Background, HtmlElement.Body, HtmlElement.Table, HtmlElement.TBody, HtmlElement.Td,
                HtmlElement.TFoot, HtmlElement.Th, HtmlElement.THead, HtmlElement.Tr);
        }

        void AddMediaAndPrograms()
        {
            Add(
                LinkKind.Media, HtmlAttribute.Src, HtmlElement.Audio, HtmlElement.Video, HtmlElement.Source, HtmlElement.Track,
                HtmlElement.BgSound);
            Add(LinkKind.Script, HtmlAttribute.Src, HtmlElement.Script);
            Add(LinkKind.Embed, HtmlAttribute.Src, HtmlElement.Embed);
            AddAs(LinkSyntax.CodeBaseUrl, LinkKind.Embed, HtmlAttribute.Data, HtmlElement.Object);
            AddAs(LinkSyntax.CodeBaseUrl, LinkKind.Embed, HtmlAttribute.ClassId, HtmlElement.Object);
            AddAs(LinkSyntax.CodeBaseList, LinkKind.Embed, HtmlAttribute.Archive, HtmlElement.Object, HtmlElement.Applet);
            AddAs(LinkSyntax.CodeBaseUrl, LinkKind.Embed, HtmlAttribute.Code, HtmlElement.Applet);
        }

        void AddTheRest()
        {
            Add(LinkKind.Metadata, HtmlAttribute.Href, HtmlElement.Link); // By its rel: see LinkRel.
            AddAs(LinkSyntax.Meta, LinkKind.Metadata, HtmlAttribute.Content, HtmlElement.Meta);
            Add(LinkKind.Metadata, HtmlAttribute.Manifest, HtmlElement.Html);
            Add(LinkKind.Metadata, HtmlAttribute.Profile, HtmlElement.Head);
            Add(LinkKind.Citation, HtmlAttribute.Cite, HtmlElement.Blockquote, HtmlElement.Q, HtmlElement.Ins, HtmlElement.Del);
            Add(LinkKind.Other, HtmlAttribute.LongDesc, HtmlElement.Img, HtmlElement.Image, HtmlElement.Frame, HtmlElement.IFrame);
        }

        void Add(LinkKind kind, HtmlAttribute attribute, params ReadOnlySpan<HtmlElement> elements) =>
            AddAs(LinkSyntax.Url, kind, attribute, elements);

        void AddAs(LinkSyntax syntax, LinkKind kind, HtmlAttribute attribute, params ReadOnlySpan<HtmlElement> elements)
        {
            foreach (HtmlElement element in elements)
                rules[((int)element * Attributes) + (int)attribute] = new LinkRule(kind, syntax);
        }
    }
}
