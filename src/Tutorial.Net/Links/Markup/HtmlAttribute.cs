namespace Tutorial.Net;

/// <summary>
/// The attributes whose names mean something here. Custom ones (an option) are numbered from <see cref="FirstCustom"/> on.
/// </summary>
internal enum HtmlAttribute : short
{
    /// <summary>An attribute that nobody asked for.</summary>
    None = -1,
    Action, Archive, Background, Charset, Cite, ClassId, Code, CodeBase, Color, Content, Data, DynSrc, Encoding, Face, FormAction, Href,
    HttpEquiv, Icon, ImageSrcset, LongDesc, LowSrc, Manifest, Name, Ping, Poster, Profile, Property, Rel, Size, Src, Srcset, Style,
    XlinkHref,

    /// <summary>The known ones fit one 64-bit set, the custom ones another.</summary>
    FirstCustom = 64,
}
