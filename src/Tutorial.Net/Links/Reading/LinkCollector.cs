using System.Diagnostics.CodeAnalysis;

namespace Tutorial.Net;

/// <summary>Turns the tags of ASCII-compatible bytes into links. Knows neither where the bytes come from nor how they are kept.</summary>
internal sealed partial class LinkCollector : IDisposable
{
    private readonly LinkExtractorOptions _options;
    private readonly LinkPlan _plan;
    private readonly TagTokenizer _tokenizer;
    private readonly Queue<Link> _ready = new();
    private readonly HashSet<string>? _seen;
    private readonly UrlRecord? _documentUrl;
    private PageFacts _facts;
    private LineCounter _lines;
    /// <summary>Position of a tag that began in bytes that are gone.</summary>
    private LinkPosition _begun;
    private long _origin;
    private int _count;
    private bool _hasResolved;
    private long _urlCharacters;
    /// <summary>The limit that the page has passed: nothing is taken any more.</summary>
    private PassedLimit? _passed;
    private bool _isCertain;

    /// <param name="options">What to take.</param>
    /// <param name="documentUrl">Where the page is; null if it is nowhere.</param>
    /// <param name="known">What an earlier reading found out about the page.</param>
    public LinkCollector(LinkExtractorOptions options, UrlRecord? documentUrl, PageFacts? known = null)
    {
        _options = options;
        _plan = options.Plan;
        _documentUrl = documentUrl;
        _facts = known ?? new PageFacts(false, documentUrl, false);
        _seen = options.Unique ? new HashSet<string>(StringComparer.Ordinal) : null;
        _text = new TextCollector(options.MaxAttributeLength);
        _tokenizer = new TagTokenizer(_plan.Interest, options.MaxAttributeLength);
        _begun = new LinkPosition(-1, 0, 0);
    }

    /// <summary>How the bytes given are read; null while that is open, and then they are all ASCII.</summary>
    public WebEncoding? Encoding { get; private set; }

    /// <summary>The page's encoding, which is another than <see cref="Encoding"/> where the bytes have been transcoded.</summary>
    public WebEncoding? PageEncoding { get; private set; }

    /// <summary>What encodes queries.</summary>
    private QueryEncoder? Query { get; set; }

    /// <summary>
    /// What the first <c>meta</c> that names an encoding names, if nothing surer told it: the page is in it, whatever was made of the
    /// bytes before.
    /// </summary>
    public WebEncoding? Declared { get; private set; }

    /// <summary>Whether that is another encoding than what came before it was read in.</summary>
    public bool HasLateCharset { get; private set; }

    /// <summary>Whether the bytes after the tag at hand are in an encoding that the caller has to transcode:
    /// <see cref="Declared"/>.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Whether reading ends at a <c>meta</c> that names another encoding, because the page is then read anew.</summary>
    public bool StopsAtOtherCharset { get; init; }

    /// <summary>Offsets of the start tags to look at; null for all.</summary>
    public IReadOnlySet<long>? TagOffsets { get; init; }

    /// <summary>Whether the tag at hand waits for <see cref="Encoding"/>.</summary>
    public bool IsHeld { get; private set; }

    public PageFacts Facts => _facts;

    /// <summary>Whether the page said something about all of its links after the first of them.</summary>
    public bool HasLateFacts { get; private set; }

    public long SkippedValues => _tokenizer.Tag.SkippedValues + _cutValues;

    public bool TryTake([NotNullWhen(true)] out Link? link) => _ready.TryDequeue(out link);

    /// <summary>Counts bytes that are no part of the page: a byte order mark.</summary>
    public void Skip(int count)
    {
        _tokenizer.Skip(count);
        _lines.Skip(count);
        _origin += count;
    }

    /// <summary>
    /// Reads on until there is a link to take (true), or until <paramref name="data"/> is used up or <see cref="IsHeld"/> (false).
    /// The next call gets the same bytes, or more from there on, after true and while held; those that follow otherwise.
    /// </summary>
    /// <exception cref="LinkLimitException">All links that the options allow were taken, and there is more.</exception>
    public bool Scan(ReadOnlySpan<byte> data)
    {
        while (_ready.Count == 0)
        {
            if (IsCut)
                return false;
            ThrowIfPastLimit();
            if (!IsHeld && !_tokenizer.Read(data))
            {
                Suspend(data);
                return false;
            }

            IsHeld = Encoding is null && NeedsEncoding(data);
            if (IsHeld)
                return false;
            _resolvedChars = 0;
            if (_tokenizer.Tag.IsEndTag)
                EndTag(_tokenizer.Tag);
            else
                StartTag(data);
        }

        return true;
    }

    /// <summary>Says what the bytes are.</summary>
    /// <param name="encoding">The page's encoding.</param>
    /// <param name="isCertain">Whether no <c>meta</c> overrules it.</param>
    /// <param name="query">What encodes queries, if not the encoding itself.</param>
    public void Decide(WebEncoding encoding, bool isCertain, QueryEncoder? query = null)
    {
        _isCertain |= isCertain;
        Use(encoding);
        Query = query ?? Query;
    }

    /// <summary>Ends the bytes at hand with the tag at hand.</summary>
    /// <returns>How many of them that leaves.</returns>
    public int Cut(ReadOnlySpan<byte> data)
    {
        IsCut = false;
        data = _tokenizer.Cut(data);
        Suspend(data);
        Use(Declared!);
        return data.Length;
    }

    /// <summary>No more bytes will come: what still waits for an end tag comes out.</summary>
    public void Complete()
    {
        _tokenizer.Complete();
        _resolvedChars = 0;
        EndHidden();
        EndAnchor();
        if (_ready.Count == 0)
            ThrowIfPastLimit();
    }

    public void ThrowIfPastLimit() => _passed?.Throw();

    public void Dispose() => _tokenizer.Dispose();

    private void Use(WebEncoding encoding)
    {
        PageEncoding = encoding;
        Encoding = encoding.IsAsciiCompatible ? encoding : WebEncoding.Utf8;
        Query = encoding.QueryEncoder;
        _text.Encoding = ValueEncoding;
        if (_style is not null)
            _style.Encoding = ValueEncoding;
    }

    /// <summary>
    /// "Changing the encoding while parsing": what a tree builder does on the first <c>meta</c> that names an encoding. It is in force
    /// for what follows; who has the whole page reads that anew.
    /// </summary>
    private void Declare(TagBuilder tag, ReadOnlySpan<byte> data)
    {
        Declared = MetaCharset.Of(tag, data, ValueEncoding);
        if (Declared is null || Encoding is null || PageEncoding == Declared)
            return;
        HasLateCharset = true;
        IsCut = StopsAtOtherCharset || (PageEncoding == Encoding && !Declared.IsAsciiCompatible);
        // Bytes that were transcoded are what they were made.
        if (!IsCut && PageEncoding == Encoding)
            Use(Declared);
    }

    private bool NeedsEncoding(ReadOnlySpan<byte> data)
    {
        TagBuilder tag = _tokenizer.Tag;
        for (int i = 0; i < tag.Count; i++)
        {
            ReadOnlySpan<byte> value = tag.Value(i, data);
            if (value.Contains((byte)'&') && !System.Text.Ascii.IsValid(TextDecoder.Value(value, WebEncoding.Windows1252)))
                return true;
        }

        return false;
    }

    private void Suspend(ReadOnlySpan<byte> data)
    {
        long lessThan = _tokenizer.LastLessThan;
        if (lessThan >= _lines.Offset)
        {
            CountLinesTo(lessThan, data);
            _begun = _lines.Position;
        }

        _origin += data.Length;
        _lines.Advance(data[(data.Length - (int)(_origin - _lines.Offset))..]);
    }

    private LinkPosition TagPosition(ReadOnlySpan<byte> data)
    {
        long offset = _tokenizer.Tag.Offset;
        if (offset == _begun.Offset)
            return _begun;
        CountLinesTo(offset, data);
        return _lines.Position;
    }

    private void CountLinesTo(long offset, ReadOnlySpan<byte> data)
    {
        int start = (int)(_lines.Offset - _origin);
        _lines.Advance(data[start..(int)(offset - _origin)]);
    }
}
