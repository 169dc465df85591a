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

    /// <summary>Nobody's base is longer, in characters, but a bomb's.</summary>
    private const int LongBase = 4096;

    private readonly TextCollector _text;
    private TextCollector? _style;
    private LinkSource _styleSource;
    private bool _isInStyle;
    private Link? _anchor;
    /// <summary>Of an anchor in svg or math: the open elements down to it. With fewer it has ended. 0: it is HTML's.</summary>
    private int _anchorBelow;
    private bool _anchorIsInTemplate;
    /// <summary>Whether the text at hand is raw text or a style that no reader sees.</summary>
    private bool _isHidden;
    /// <summary>As <see cref="_anchorBelow"/>, of what hides.</summary>
    private int _hiddenBelow;
    private long _cutValues;
    private long _resolvedChars;

    private bool IsAnchor(TagBuilder tag, string attribute) =>
        _options.IncludeText && tag.Element == HtmlElement.A && attribute is "href" or "xlink:href";

    /// <summary>A URL was found: resolves it, asks the filters, and hands it out or keeps it until its text is there.</summary>
    private void Take(ReadOnlySpan<char> raw, LinkKind kind, in LinkSource source) => Take(raw, kind, source, _facts.Base, Query);

    private void Take(ReadOnlySpan<char> raw, LinkKind kind, in LinkSource source, UrlRecord? baseUrl, QueryEncoder? query)
    {
        // An empty reference leads to the page itself; a browser fetches no picture, script or sheet from there.
        if (kind is not (LinkKind.Hyperlink or LinkKind.Form) && IsEmpty(raw))
            return;
        _hasResolved = true;
        // A form without an action is sent to the document's own address, whatever its base (HTML, "form submission algorithm").
        bool isOwn = kind == LinkKind.Form && raw.IsEmpty && _documentUrl is not null;
        bool parsed = isOwn
            ? UrlParser.TryResolve(_documentUrl!.Href, null, null, out string? href, out UrlParts parts)
            : UrlParser.TryResolve(raw, baseUrl, query, out href, out parts);
        // A refresh runs no script (HTML, "shared declarative refresh steps").
        if (kind == LinkKind.Refresh && parsed && parts.SchemeName(href) is "javascript")
            return;
        string url = href ?? raw.ToString();
        _resolvedChars += url.Length + LinkOverhead;
        // "..", too, copies the base before it takes the end of it away.
        int copied = baseUrl?.Href.Length > LongBase ? baseUrl.Href.Length : 0;
        if (!CountUrl(Math.Max(url.Length, copied)) || !_plan.Filter.Takes(url, parts, parsed) || _seen?.Add(url) == false)
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
        long most = _options.MaxUrlCharacters;
        if (_urlCharacters > most)
            Pass(nameof(_options.MaxUrlCharacters), most, $"The page's URLs have more than {most} characters");
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

    /// <summary>A start tag whose links were taken: what it means to the text of a link and of a style sheet.</summary>
    private void WatchStart(TagBuilder tag, ReadOnlySpan<byte> data)
    {
        bool isHtml = tag.Namespace == MarkupNamespace.Html;
        if (!isHtml && tag.IsSelfClosing)
        {
            // Only svg and math have elements that end where they begin.
            if (tag.Element == HtmlElement.A && _anchor is not null)
            {
                _text.Start(references: true);
                EndAnchor();
            }

            return;
        }

        int below = isHtml ? 0 : _tokenizer.ForeignDepth;
        switch (tag.Element)
        {
            case HtmlElement.A when _anchor is not null:
                _text.Start(references: true);
                _anchorBelow = below;
                _anchorIsInTemplate = _tokenizer.IsInTemplate;
                break;
            case HtmlElement.Br:
                BreakLine();
                break;
            case HtmlElement.Style:
                // One in svg may hold another: what there is of the outer sheet is taken.
                if (_isInStyle)
                    EndHidden();
                _isHidden = true;
                _hiddenBelow = below;
                if (_options.IncludeCss)
                    StartStyle(tag, data);
                break;
            case HtmlElement.Script when !isHtml && !_isHidden:
                _isHidden = true;
                _hiddenBelow = below;
                break;
            case HtmlElement.IFrame or HtmlElement.NoEmbed or HtmlElement.NoFrames when isHtml:
                _isHidden = true;
                break;
        }
    }

    private void StartStyle(TagBuilder tag, ReadOnlySpan<byte> data)
    {
        _style ??= new TextCollector(MaxStyleLength) { Encoding = ValueEncoding };
        _style.Start(references: tag.Namespace != MarkupNamespace.Html);
        _styleSource = new LinkSource(HtmlElements.Name(HtmlElement.Style), "", TagPosition(data));
        _isInStyle = true;
    }

    /// <summary>What of svg and math is no longer open, by whatever tag that came about.</summary>
    private void EndForeign()
    {
        if (_tokenizer.ForeignDepth >= _tokenizer.ReportBelow)
            return;
        if (_tokenizer.ForeignDepth < _hiddenBelow)
            EndHidden();
        if (_tokenizer.ForeignDepth < _anchorBelow)
            EndAnchor();
        ChooseText();
    }

    private void EndTag(TagBuilder tag)
    {
        EndForeign();
        if (tag.Namespace == MarkupNamespace.Html)
        {
            if (tag.Element == HtmlElement.A && _anchorBelow == 0)
                EndAnchor();
            else if (_hiddenBelow == 0 && tag.Element is HtmlElement.Style or HtmlElement.IFrame or HtmlElement.NoEmbed or HtmlElement.NoFrames)
                EndHidden();
        }

        ChooseText();
        // "</br>" is an element, too.
        if (tag.Element == HtmlElement.Br)
            BreakLine();
    }

    private void BreakLine()
    {
        if (_anchor is not null && _tokenizer.Text == _text)
            _text.Append(" "u8);
    }

    /// <summary>Gives the text that follows to whom it belongs.</summary>
    private void ChooseText()
    {
        // Of svg's style element the sheet is its own text, without that of elements in it, so every tag counts there.
        bool isInSvgStyle = _isInStyle && _hiddenBelow > 0;
        _tokenizer.ReportBelow = isInSvgStyle ? int.MaxValue : Math.Max(_hiddenBelow, _anchorBelow);
        bool isVisible = _anchor is not null && !_isHidden && (_anchorIsInTemplate || !_tokenizer.IsInTemplate);
        TextCollector? text = isVisible ? _text : null;
        if (_isInStyle)
            text = isInSvgStyle && _tokenizer.ForeignDepth > _hiddenBelow ? null : _style;
        if (_tokenizer.Text == text)
            return;
        _tokenizer.Text = text;
        if (text == _text)
            _text.Break(references: true);
    }

    private void EndAnchor()
    {
        if (_anchor is not { } link)
            return;
        _anchor = null;
        _anchorBelow = 0;
        _ready.Enqueue(link with { Text = _text.Collapsed() });
    }

    private void EndHidden()
    {
        _isHidden = false;
        _hiddenBelow = 0;
        if (!_isInStyle)
            return;
        _isInStyle = false;
        _cutValues += _style!.IsCut ? 1 : 0;
        TakeCss(_style.Raw(), _styleSource);
    }
}
