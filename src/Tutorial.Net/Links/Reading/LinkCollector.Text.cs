namespace Tutorial.Net;

internal sealed partial class LinkCollector
{
    /// <summary>The most of one style element that is looked at, in bytes: ten times the largest sheet that a page would carry.</summary>
    private const int MaxStyleLength = 4 << 20;

    /// <summary>
    /// The most that the lists of one tag (or one style element) may resolve to, in characters. Their links are queued together, and
    /// each holds the whole base: without this limit a page of 128 KB would hold gigabytes. No page comes near it in earnest.
    /// </summary>
    private const int MaxResolvedChars = 4 << 20;

    /// <summary>What a link weighs beside its URL, in characters: the object, the headers of its strings, its place in the queue.</summary>
    private const int LinkOverhead = 80;

    private readonly TextCollector _text;
    private TextCollector? _style;
    private LinkSource _styleSource;
    private Link? _anchor;
    private long _cutValues;
    private long _resolvedChars;

    private bool IsAnchor(TagBuilder tag, string attribute) =>
        _options.IncludeText && tag.Element == HtmlElement.A && attribute is "href" or "xlink:href";

    /// <summary>A URL was found: resolves it, asks the filters, and hands it out or keeps it until its text is there.</summary>
    private void Take(ReadOnlySpan<char> raw, LinkKind kind, in LinkSource source) => Take(raw, kind, source, _facts.Base);

    private void Take(ReadOnlySpan<char> raw, LinkKind kind, in LinkSource source, UrlRecord? baseUrl)
    {
        // An empty reference leads to the page itself; a browser fetches no picture, script or sheet from there.
        if (kind is not (LinkKind.Hyperlink or LinkKind.Form) && IsEmpty(raw))
            return;
        _hasResolved = true;
        bool parsed = UrlParser.TryResolve(raw, baseUrl, Query, out string? href, out UrlParts parts);
        string url = href ?? raw.ToString();
        _resolvedChars += url.Length + LinkOverhead;
        if (!CountUrl(url.Length) || !_plan.Filter.Takes(url, parts, parsed) || _seen?.Add(url) == false)
            return;
        if (_count == _options.MaxLinks)
        {
            Pass(nameof(_options.MaxLinks), _options.MaxLinks, $"The page has more than {_options.MaxLinks} links");
            return;
        }

        _count++;
        var link = new Link
        {
            Url = url,
            Raw = StringTail.Of(url, raw),
            Kind = kind,
            Element = source.Element,
            Attribute = source.Attribute,
            Rel = source.Rel,
            NoFollow = _facts.NoFollow || (source.IsNoFollow && kind != LinkKind.Metadata),
            Offset = source.Position.Offset,
            Line = source.Position.Line,
            Column = source.Position.Column,
        };
        if (source.HasText)
            _anchor = link;
        else
            _ready.Enqueue(link);
    }

    /// <summary>Whether nothing is left of a reference once the URL parser has stripped it; a no-break space is something.</summary>
    private static bool IsEmpty(ReadOnlySpan<char> reference) => !reference.ContainsAnyExceptInRange('\0', ' ');

    /// <summary>
    /// Counts what a URL was resolved to, taken or not: the base may be long and the reference short, so a small page can ask for any
    /// number of characters. False once they are too many.
    /// </summary>
    private bool CountUrl(int length)
    {
        _urlCharacters += length;
        if (_urlCharacters > _options.MaxUrlCharacters)
            Pass(nameof(_options.MaxUrlCharacters), _options.MaxUrlCharacters, $"The page's URLs have more than {_options.MaxUrlCharacters} characters");
        return _passed is null;
    }

    private void Pass(string option, long limit, string what)
    {
        EndAnchor();
        _passed ??= new PassedLimit(option, limit, what);
    }

    /// <summary>
    /// Whether the value at hand may have one more link; counts the value if not. What the caller allows a value to hold always fits.
    /// </summary>
    private bool HasRoom()
    {
        if (_passed is not null)
            return false;
        if (_resolvedChars < Math.Max(MaxResolvedChars, _options.MaxAttributeLength))
            return true;
        _cutValues++;
        return false;
    }

    private void WatchStart(TagBuilder tag, ReadOnlySpan<byte> data)
    {
        switch (tag.Element)
        {
            case HtmlElement.A when _anchor is not null:
                _text.Start(references: true);
                _tokenizer.Text = _text;
                break;
            case HtmlElement.Br when _anchor is not null:
                _text.Append(" "u8);
                break;
            case HtmlElement.Style when _options.IncludeCss && !tag.IsSelfClosing:
                _style ??= new TextCollector(MaxStyleLength) { Encoding = ValueEncoding };
                _style.Start(references: tag.Namespace != MarkupNamespace.Html);
                _styleSource = new LinkSource(HtmlElements.Name(HtmlElement.Style), "", TagPosition(data));
                _tokenizer.Text = _style;
                break;
            case HtmlElement.Style or HtmlElement.IFrame or HtmlElement.NoEmbed or HtmlElement.NoFrames:
                _tokenizer.Text = null;
                break;
        }
    }

    private void EndTag(HtmlElement element)
    {
        switch (element)
        {
            case HtmlElement.A:
                EndAnchor();
                break;
            case HtmlElement.Template:
                _templates = Math.Max(0, _templates - 1);
                break;
            case HtmlElement.Style or HtmlElement.IFrame or HtmlElement.NoEmbed or HtmlElement.NoFrames:
                EndStyle();
                _tokenizer.Text = _anchor is null ? null : _text;
                break;
        }
    }

    private void EndAnchor()
    {
        if (_anchor is not { } link)
            return;
        _anchor = null;
        _ready.Enqueue(link with { Text = _text.Collapsed() });
        if (_tokenizer.Text == _text)
            _tokenizer.Text = null;
    }

    private void EndStyle()
    {
        if (_style is null || _tokenizer.Text != _style)
            return;
        _tokenizer.Text = null;
        _cutValues += _style.IsCut ? 1 : 0;
        TakeCss(_style.Raw(), _styleSource);
    }
}
