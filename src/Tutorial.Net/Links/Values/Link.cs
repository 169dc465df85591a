namespace Tutorial.Net;

/// <summary>A link of a page: where it leads, what it is for and where in the page it stands. Immutable.</summary>
public sealed record Link
{
    private readonly StringTail _raw;

    /// <summary>
    /// The absolute URL that a browser would request: the value resolved by the URL standard against the document's base, its query
    /// in the document's charset. Where that fails (or the value is relative and no base is known), <see cref="RawValue"/>.
    /// </summary>
    public string Url { get; init; } = "";

    /// <summary>
    /// The URL as it stands in the page: decoded from the page's charset, character references resolved, otherwise untouched, white
    /// space around it included. Of a list (<c>srcset</c>, <c>ping</c>) or of text with a URL in it (refresh, CSS), that URL's part. Where
    /// <see cref="Url"/> ends with it, it is made when it is asked for, every time.
    /// </summary>
    public string RawValue
    {
        get => _raw.ToString();
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            _raw = new StringTail(value);
        }
    }

    /// <summary>What <see cref="RawValue"/> is made of when it is asked for.</summary>
    internal StringTail Raw { init => _raw = value; }

    /// <summary>What it is for.</summary>
    public LinkKind Kind { get; init; }

    /// <summary>
    /// The element's name in lower case, as <c>a</c>; an <c>image</c> outside SVG is an <c>img</c>, as browsers have it.
    /// </summary>
    public string Element { get; init; } = "";

    /// <summary>The attribute's name in lower case, as <c>href</c>; empty for a URL in a <c>style</c> element's text.</summary>
    public string Attribute { get; init; } = "";

    /// <summary>
    /// The element's <c>rel</c>, decoded, otherwise untouched; null without one. Of a <c>meta</c>, its <c>property</c> or <c>name</c>.
    /// </summary>
    public string? Rel { get; init; }

    /// <summary>
    /// Whether <c>rel</c> holds the token <c>nofollow</c>, or the page's <c>meta name=robots</c> says <c>nofollow</c> or
    /// <c>none</c>. The token does not count for <see cref="LinkKind.Metadata"/>, where nobody follows a link.
    /// </summary>
    public bool NoFollow { get; init; }

    /// <summary>
    /// With <see cref="LinkExtractorOptions.IncludeText"/>, the text between the start and the end tag of an <c>a</c>, white space
    /// collapsed, at most <see cref="LinkExtractorOptions.MaxAttributeLength"/> bytes of it; null for every other element.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>
    /// Where the element's start tag begins: its <c>&lt;</c>, counted from 0 in bytes of the page. Of a page in UTF-16 or ISO-2022-JP,
    /// and where <see cref="LinkExtractorOptions.Within"/> is used, in bytes of its UTF-8 form; of a string, in chars.
    /// </summary>
    public long Offset { get; init; }

    /// <summary>The line of the start tag, from 1. CR, LF and CRLF end a line.</summary>
    public int Line { get; init; }

    /// <summary>The column of the start tag, from 1, in the units of <see cref="Offset"/>.</summary>
    public int Column { get; init; }

    /// <summary><see cref="Line"/>, by a name that is no type's.</summary>
    public int LineNumber => Line;

    /// <summary><see cref="Column"/>, as <see cref="LineNumber"/> is called.</summary>
    public int ColumnNumber => Column;

    /// <summary><see cref="Url"/> in its parts, parsed each time; null where it is no URL.</summary>
    public WebUrl? WebUrl => WebUrl.TryParse(Url, out WebUrl? url) ? url : null;
}
