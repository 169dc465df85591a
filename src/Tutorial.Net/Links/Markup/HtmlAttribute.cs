namespace Tutorial.Net;

/// <summary>
/// The attributes that the code asks for by name. Those that only hold links are numbered behind them, as the rules name them, and
/// custom ones (an option) from <see cref="FirstCustom"/> on.
/// </summary>
internal enum HtmlAttribute : short
{
    /// <summary>An attribute that nobody asked for.</summary>
    None = -1,
    Charset, CodeBase, Color, Content, Encoding, Face, Href, HttpEquiv, Name, Property, Rel, Size, Style, XlinkHref,

    /// <summary>The known ones fit one 64-bit set, the custom ones another.</summary>
    FirstCustom = 64,
}
