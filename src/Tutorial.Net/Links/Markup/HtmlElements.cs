namespace Tutorial.Net;

/// <summary>The names of <see cref="HtmlElement"/> and what the tree builder does on each.</summary>
internal static class HtmlElements
{
    private static readonly string[] Names = Array.ConvertAll(Enum.GetNames<HtmlElement>(), NameOf);
    private static readonly NameTable Table = new(Names);
    private static readonly ElementTraits[] TraitsOf = MakeTraits();

    /// <summary>How many there are, <see cref="HtmlElement.Unknown"/> among them.</summary>
    public static int Count => Names.Length;

    public static HtmlElement Find(ReadOnlySpan<byte> name) => (HtmlElement)Math.Max(0, Table.Find(name));

    /// <summary>The element of the name that the first <paramref name="length"/> bytes are.</summary>
    public static HtmlElement Find(ReadOnlySpan<byte> bytes, int length) => (HtmlElement)Math.Max(0, Table.Find(bytes, length));

    public static string Name(HtmlElement element) => Names[(int)element];

    /// <summary>The name of the element that the tree builder makes of the tag; null for one that means nothing here.</summary>
    public static string? NameOf(TagView tag) => tag switch
    {
        { Element: HtmlElement.Unknown } => null,
        { Element: HtmlElement.Image, IsHtml: true } => Name(HtmlElement.Img),
        _ => Name(tag.Element),
    };

    public static ElementTraits Traits(HtmlElement element) => TraitsOf[(int)element];

    private static string NameOf(string element) => element switch
    {
        nameof(HtmlElement.Unknown) => "", // No tag has an empty name.
        nameof(HtmlElement.AnnotationXml) => "annotation-xml",
        _ => element.ToLowerInvariant(),
    };

    private static ElementTraits[] MakeTraits()
    {
        var traits = new ElementTraits[Names.Length];
        Set(ElementTraits.RcData, HtmlElement.Textarea, HtmlElement.Title);
        Set(ElementTraits.RawText, HtmlElement.Style, HtmlElement.Xmp, HtmlElement.IFrame, HtmlElement.NoEmbed, HtmlElement.NoFrames);
        Set(ElementTraits.Script, HtmlElement.Script);
        Set(ElementTraits.Plaintext, HtmlElement.Plaintext);
        Set(
            ElementTraits.Void, HtmlElement.Area, HtmlElement.Base, HtmlElement.BaseFont, HtmlElement.BgSound, HtmlElement.Br,
            HtmlElement.Col, HtmlElement.Embed, HtmlElement.Frame, HtmlElement.Hr, HtmlElement.Image, HtmlElement.Img, HtmlElement.Input,
            HtmlElement.KeyGen, HtmlElement.Link, HtmlElement.Meta, HtmlElement.Param, HtmlElement.Source, HtmlElement.Track,
            HtmlElement.Wbr);
        Set(ElementTraits.Page, HtmlElement.Html, HtmlElement.Head, HtmlElement.Body, HtmlElement.FrameSet);
        Set(
            ElementTraits.TablePart, HtmlElement.Caption, HtmlElement.ColGroup, HtmlElement.TBody, HtmlElement.TFoot, HtmlElement.THead,
            HtmlElement.Tr, HtmlElement.Td, HtmlElement.Th);
        Set(
            ElementTraits.ClosesP, HtmlElement.Blockquote, HtmlElement.Center, HtmlElement.Dd, HtmlElement.Div, HtmlElement.Dl, HtmlElement.Dt,
            HtmlElement.Form, HtmlElement.H1, HtmlElement.H2, HtmlElement.H3, HtmlElement.H4, HtmlElement.H5, HtmlElement.H6, HtmlElement.Hr,
            HtmlElement.Li, HtmlElement.Listing, HtmlElement.Menu, HtmlElement.Ol, HtmlElement.P, HtmlElement.Pre, HtmlElement.Table,
            HtmlElement.Ul);
        Set(ElementTraits.ForeignRoot, HtmlElement.Svg, HtmlElement.Math);
        Set(ElementTraits.SvgHtmlPoint, HtmlElement.ForeignObject, HtmlElement.Desc, HtmlElement.Title);
        Set(ElementTraits.MathTextPoint, HtmlElement.Mi, HtmlElement.Mn, HtmlElement.Mo, HtmlElement.Ms, HtmlElement.MText);
        // A font only with one of three attributes: the feedback looks.
        Set(
            ElementTraits.BreaksOut, HtmlElement.B, HtmlElement.Big, HtmlElement.Blockquote, HtmlElement.Body, HtmlElement.Br,
            HtmlElement.Center, HtmlElement.Code, HtmlElement.Dd, HtmlElement.Div, HtmlElement.Dl, HtmlElement.Dt, HtmlElement.Em,
            HtmlElement.Embed, HtmlElement.H1, HtmlElement.H2, HtmlElement.H3, HtmlElement.H4, HtmlElement.H5, HtmlElement.H6,
            HtmlElement.Head, HtmlElement.Hr, HtmlElement.I, HtmlElement.Img, HtmlElement.Li, HtmlElement.Listing, HtmlElement.Menu,
            HtmlElement.Meta, HtmlElement.NoBr, HtmlElement.Ol, HtmlElement.P, HtmlElement.Pre, HtmlElement.Ruby, HtmlElement.S,
            HtmlElement.Small, HtmlElement.Span, HtmlElement.Strike, HtmlElement.Strong, HtmlElement.Sub, HtmlElement.Sup,
            HtmlElement.Table, HtmlElement.Tt, HtmlElement.U, HtmlElement.Ul, HtmlElement.Var);
        return traits;

        void Set(ElementTraits trait, params ReadOnlySpan<HtmlElement> elements)
        {
            foreach (HtmlElement element in elements)
                traits[(int)element] |= trait;
        }
    }
}
