namespace Tutorial.Net;

/// <summary>How far <see cref="LinkCollector.Scan"/> came.</summary>
internal enum ScanOutcome
{
    /// <summary>There is a link to take.</summary>
    Found,

    /// <summary>All of the bytes are used up.</summary>
    UsedUp,

    /// <summary>The tag at hand waits for the page's charset.</summary>
    Held,

    /// <summary>What follows the tag at hand is in <see cref="LinkCollector.Declared"/>, which has to be transcoded.</summary>
    Cut,
}

/// <summary>Turns the tags of ASCII-compatible bytes into links. Knows neither where the bytes come from nor how they are kept.</summary>
internal sealed class LinkCollector : IDisposable
{
    private readonly LinkPlan _plan;
    private readonly IReadOnlySet<long>? _tagOffsets;
    private readonly bool _stopsAtOtherCharset;
    private readonly TagTokenizer _tokenizer;
    private readonly PositionTracker _positions = new();
    private readonly LinkTaker _taker;
    private readonly AnchorText _anchor;
    private readonly TagReader _reader;
    /// <summary>Null where nobody wants a text.</summary>
    private readonly TextWatch? _text;
    private readonly CodeWatch? _code;
    private ByteBuffer _scratch;
    private bool _isHeld;
    private bool _isCut;

    /// <param name="plan">What to take.</param>
    /// <param name="documentUrl">Where the page is; null if it is nowhere.</param>
    /// <param name="known">What an earlier reading found out about the page.</param>
    /// <param name="tagOffsets">Offsets of the start tags to look at; null for all.</param>
    /// <param name="stopsAtOtherCharset">Whether a <c>meta</c> that names another encoding cuts whatever that is, because the page is
    /// then read anew.</param>
    /// <param name="isXml">Whether the page is XHTML.</param>
    public LinkCollector(
        LinkPlan plan,
        WebUrl? documentUrl,
        PageFacts? known = null,
        IReadOnlySet<long>? tagOffsets = null,
        bool stopsAtOtherCharset = false,
        bool isXml = false)
    {
        _plan = plan;
        _tagOffsets = tagOffsets;
        _stopsAtOtherCharset = stopsAtOtherCharset;
        _tokenizer = new TagTokenizer(plan.Interest, plan.MaxAttributeLength, isXml: isXml);
        _taker = new LinkTaker(plan, documentUrl, known);
        _anchor = new AnchorText(_taker, plan.MaxAttributeLength);
        _reader = new TagReader(plan, _taker, _anchor);
        _text = plan.IncludeText || plan.IncludeCss ? new TextWatch(plan, _tokenizer, _taker, _reader, _anchor) : null;
        _code = plan.SkipCode ? new CodeWatch() : null;
    }

    /// <summary>How the bytes are read; null while that is open, and then they are all ASCII.</summary>
    public PageCharset? Charset { get; private set; }

    /// <summary>
    /// What the first <c>meta</c> that names an encoding names, if nothing surer told it: the page is in it, whatever was made of the
    /// bytes before.
    /// </summary>
    public WebEncoding? Declared { get; private set; }

    /// <summary>Whether that is another encoding than what came before it was read in.</summary>
    public bool HasLateCharset { get; private set; }

    /// <summary>What the page said about all of its links, if it said it after the first of them.</summary>
    public PageFacts? LateFacts => _taker.HasLateFacts ? _taker.Facts : null;

    public long SkippedValues => _tokenizer.SkippedValues + _taker.CutValues;

    public LinkBatch Links => _taker.Links;

    /// <summary>Counts bytes that are no part of the page: a byte order mark.</summary>
    public void Skip(int count)
    {
        _tokenizer.Skip(count);
        _positions.Skip(count);
    }

    /// <summary>Says how the bytes are read from the tag at hand on.</summary>
    public void Use(PageCharset charset)
    {
        Charset = charset;
        _text?.Use(charset.OfBytes);
    }

    /// <summary>
    /// Reads on until there is a link to take, or <paramref name="data"/> is used up. The next call gets the bytes that follow after
    /// <see cref="ScanOutcome.UsedUp"/>, and the same bytes, or more from there on, otherwise.
    /// </summary>
    /// <exception cref="LinkLimitException">All links that the options allow were taken, and there is more.</exception>
    public ScanOutcome Scan(ReadOnlySpan<byte> data)
    {
        Links.Clear();
        while (Links.HasRoom && (Links.IsEmpty || !(_isCut || _taker.IsPastLimit || _plan.Filter.RunsCode)))
        {
            if (_isCut)
                return ScanOutcome.Cut;
            ThrowIfPastLimit();
            if (!_isHeld && !_tokenizer.Read(data))
            {
                _positions.Suspend(data, _tokenizer.LastLessThan);
                return ScanOutcome.UsedUp;
            }

            TagView tag = _tokenizer.View(data);
            _isHeld = Charset is null && NeedsCharset(tag);
            if (_isHeld)
                return Links.IsEmpty ? ScanOutcome.Held : ScanOutcome.Found;
            ReadTag(tag, data);
        }

        return ScanOutcome.Found;
    }

    /// <summary>Ends the bytes at hand with the tag at hand: what follows is read as <see cref="Declared"/>.</summary>
    /// <returns>How many of them that leaves.</returns>
    public int Cut(ReadOnlySpan<byte> data)
    {
        _isCut = false;
        data = _tokenizer.Cut(data);
        _positions.Suspend(data, _tokenizer.LastLessThan);
        Use(PageCharset.Of(Declared!, isCertain: true));
        return data.Length;
    }

    /// <summary>No more bytes will come: what still waits for an end tag comes out.</summary>
    public void Complete()
    {
        _tokenizer.Complete();
        Links.Clear();
        _taker.BeginList();
        _text?.Complete();
        if (_taker.IsPastLimit)
            _anchor.End();
    }

    public void ThrowIfPastLimit() => _taker.ThrowIfPastLimit();

    public void Dispose()
    {
        _tokenizer.Dispose();
        _taker.Dispose();
        _anchor.Dispose();
        _reader.Dispose();
        _text?.Dispose();
        _scratch.Dispose();
    }

    private void ReadTag(TagView tag, ReadOnlySpan<byte> data)
    {
        _taker.BeginList();
        if (_text is not null)
        {
            // A filter that throws is asked for a link before this tag, which the next call reads.
            _isHeld = true;
            _text.BeforeTag(tag);
            _isHeld = false;
        }

        _code?.See(tag);
        if (tag.IsEndTag)
        {
            _text?.End(tag);
        }
        else
        {
            if (tag.IsHtml)
                ReadFacts(tag);
            bool isTaken = _code?.IsInside != true && _tagOffsets?.Contains(tag.Offset) != false;
            LinkPosition position = isTaken ? TakeLinks(tag, data) : default;
            _text?.Start(tag, position, isTaken);
            _text?.Choose();
        }

        if (_taker.IsPastLimit)
            _anchor.End();
    }

    /// <returns>Where the tag is, if it has links, or its text may have.</returns>
    private LinkPosition TakeLinks(TagView tag, ReadOnlySpan<byte> data)
    {
        LinkPosition position = tag.Count > 0 || (_plan.IncludeCss && tag.Element == HtmlElement.Style) ? _positions.Of(tag, data) : default;
        _reader.Read(tag, Charset, position);
        if (_taker.IsPastLimit)
            _anchor.End();
        return position;
    }

    /// <summary>What the tag says about the page's other links.</summary>
    private void ReadFacts(TagView tag)
    {
        switch (tag.Element)
        {
            case HtmlElement.Meta:
                if (Charset?.IsCertain != true && Declared is null)
                    Declare(tag);
                if (!_taker.Facts.NoFollow && IsRobots(tag) && !_tokenizer.IsInTemplate
                    && tag.TryGet(HtmlAttribute.Content, out ReadOnlySpan<byte> content))
                {
                    ReadOnlySpan<byte> directives = Decode(content);
                    if (LinkRel.Contains(directives, "nofollow"u8) || LinkRel.Contains(directives, "none"u8))
                        _taker.Learn(_taker.Facts with { NoFollow = true });
                }

                break;
            case HtmlElement.Base when !_taker.Facts.HasBase && !_tokenizer.IsInTemplate
                && tag.TryGet(HtmlAttribute.Href, out ReadOnlySpan<byte> href):
                _taker.Learn(_taker.Facts with { HasBase = true, Base = _taker.BaseUrl(Decode(href), Charset?.Query) });
                break;
        }
    }

    private bool IsRobots(TagView tag) =>
        tag.TryGet(HtmlAttribute.Name, out ReadOnlySpan<byte> name) && System.Text.Ascii.EqualsIgnoreCase(SocialMeta.Trim(Decode(name)), "robots"u8);

    private ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> value) =>
        ValueDecoder.Value(value, Charset?.OfBytes ?? WebEncoding.Windows1252, ref _scratch);

    /// <summary>
    /// "Changing the encoding while parsing": what a tree builder does on the first <c>meta</c> that names an encoding. It is in force
    /// for what follows; who has the whole page reads that anew.
    /// </summary>
    private void Declare(TagView tag)
    {
        Declared = MetaCharset.Of(tag, Charset?.OfBytes ?? WebEncoding.Windows1252);
        if (Declared is null || Charset is null || Charset.Encoding == Declared)
            return;
        HasLateCharset = true;
        _isCut = _stopsAtOtherCharset || (!Charset.IsTranscoded && !Declared.IsAsciiCompatible);
        // Bytes that were transcoded are what they were made.
        if (!_isCut && !Charset.IsTranscoded)
            Use(Charset with { Encoding = Declared });
    }

    private bool NeedsCharset(TagView tag)
    {
        for (int i = 0; i < tag.Count; i++)
        {
            ReadOnlySpan<byte> value = tag.Value(i);
            if (value.Contains((byte)'&') && !System.Text.Ascii.IsValid(ValueDecoder.Value(value, WebEncoding.Windows1252, ref _scratch)))
                return true;
        }

        return false;
    }
}
