namespace Tutorial.Net;

/// <summary>The names of <see cref="HtmlElement"/> and what the tree builder does on each.</summary>
internal static class HtmlElements
{
    private static readonly string[] Names = [.. Enum.GetValues<HtmlElement>().Select(NameOf)];
    private static readonly NameTable Table = new(Names);
    private static readonly ElementTraits[] TraitsOf = MakeTraits();

    public static HtmlElement Find(ReadOnlySpan<byte> name) => (HtmlElement)Math.Max(0, Table.Find(name));

    public static string Name(HtmlElement element) => Names[(int)element];

    public static ElementTraits Traits(HtmlElement element) => TraitsOf[(int)element];

    private static string NameOf(HtmlElement element) => element switch
    {
        HtmlElement.Unknown => "", // No tag has an empty name.
        HtmlElement.AnnotationXml => "annotation-xml",
        _ => element.ToString().ToLowerInvariant(),
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
        for (HtmlElement element = HtmlElement.B; element <= HtmlElement.Var; element++)
            Set(ElementTraits.BreaksOut, element);
        traits[(int)HtmlElement.Font] &= ~ElementTraits.BreaksOut; // Only with one of three attributes: the feedback looks.
        Set(
            ElementTraits.BreaksOut, HtmlElement.Blockquote, HtmlElement.Body, HtmlElement.Embed, HtmlElement.Head, HtmlElement.Img,
            HtmlElement.Meta, HtmlElement.Table);
        return traits;

        void Set(ElementTraits trait, params ReadOnlySpan<HtmlElement> elements)
        {
            foreach (HtmlElement element in elements)
                traits[(int)element] |= trait;
        }
    }
}
