using System.Text;

namespace Tutorial.Net;

/// <summary>
/// Which attributes hold URLs: those of the HTML standard's attribute index, its obsolete features, SVG 2 and MathML. Left out are
/// identifiers that nobody fetches (<c>itemid</c>, <c>itemtype</c>, <c>xmlns</c>) and names inside the page (<c>usemap</c>).
/// </summary>
internal static class LinkRules
{
    private const int Attributes = 64;

    /// <summary>A link kind or attribute is a line here, and nowhere else.</summary>
    public static IReadOnlyList<LinkRow> Rows { get; } =
    [
        new(LinkKind.Hyperlink, LinkSyntax.Url, "href", "a area"),
        new(LinkKind.Frame, LinkSyntax.Url, "src", "frame iframe portal"),
        new(LinkKind.Form, LinkSyntax.Url, "action", "form"),
        new(LinkKind.Form, LinkSyntax.Url, "formaction", "button input"),
        new(LinkKind.Ping, LinkSyntax.List, "ping", "a area"),
        // "image" is what the tree builder makes an img of.
        new(LinkKind.Image, LinkSyntax.Url, "src", "img image input"),
        new(LinkKind.Image, LinkSyntax.Url, "lowsrc", "img image"),
        new(LinkKind.Media, LinkSyntax.Url, "dynsrc", "img image"),
        new(LinkKind.Image, LinkSyntax.Srcset, "srcset", "img image source"),
        new(LinkKind.ResourceHint, LinkSyntax.Srcset, "imagesrcset", "link"),
        new(LinkKind.Image, LinkSyntax.Url, "poster", "video"),
        new(LinkKind.Icon, LinkSyntax.Url, "icon", "command"),
        new(LinkKind.Image, LinkSyntax.Url, "background", "body table tbody td tfoot th thead tr"),
        new(LinkKind.Media, LinkSyntax.Url, "src", "audio video source track bgsound"),
        new(LinkKind.Script, LinkSyntax.Url, "src", "script"),
        new(LinkKind.Embed, LinkSyntax.Url, "src", "embed"),
        new(LinkKind.Embed, LinkSyntax.CodeBaseUrl, "data", "object"),
        new(LinkKind.Embed, LinkSyntax.CodeBaseUrl, "classid", "object"),
        new(LinkKind.Embed, LinkSyntax.CodeBaseList, "archive", "object applet"),
        new(LinkKind.Embed, LinkSyntax.CodeBaseUrl, "code", "applet"),
        new(LinkKind.Metadata, LinkSyntax.Url, "href", "link"), // By its rel: see LinkRel.
        new(LinkKind.Metadata, LinkSyntax.Meta, "content", "meta"),
        new(LinkKind.Metadata, LinkSyntax.Url, "manifest", "html"),
        new(LinkKind.Metadata, LinkSyntax.Url, "profile", "head"),
        new(LinkKind.Citation, LinkSyntax.Url, "cite", "blockquote q ins del"),
        new(LinkKind.Other, LinkSyntax.Url, "longdesc", "img image frame iframe"),
    ];

    /// <summary>The attributes by number: those that the code asks for, then the others of the rows.</summary>
    public static string[] AttributeNames { get; } =
        [.. HtmlAttributes.Names.Concat(Rows.Select(row => row.Attribute)).Distinct(StringComparer.Ordinal)];

    public static NameTable AttributeTable { get; } = new(AttributeNames);

    private static readonly LinkRule[] Html = MakeHtml();

    /// <summary>What SVG and MathML elements link with.</summary>
    public static ulong ForeignAttributes { get; } = HtmlAttributes.Set(HtmlAttribute.Href, HtmlAttribute.XlinkHref);

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
        var rules = new LinkRule[HtmlElements.Count * Attributes];
        foreach (LinkRow row in Rows)
        {
            int attribute = AttributeTable.Find(Encoding.ASCII.GetBytes(row.Attribute));
            foreach (HtmlElement element in row.Elements())
                rules[((int)element * Attributes) + attribute] = new LinkRule(row.Kind, row.Syntax);
        }

        return rules;
    }
}
