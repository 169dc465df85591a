namespace Tutorial.Net;

/// <summary>
/// The bytes of one page to links: a decoder and a collector, who know nothing of each other. It is given all bytes that are not used
/// yet, and says how many are; who keeps them, and where, is the caller's business.
/// </summary>
internal sealed class PageReader : IDisposable
{
    private readonly PageDecoder _decoder;
    private readonly LinkCollector _collector;
    private PageCharset? _told;
    private bool _inputEnded;

    /// <summary>For a page whose encoding is to be found out.</summary>
    public PageReader(LinkPlan plan, WebUrl? documentUrl, string? charset, bool isXml)
    {
        // XML that does not say is UTF-8 (XML 1.0, 4.3.3).
        _decoder = new PageDecoder(charset, isXml ? WebEncoding.Utf8 : plan.Fallback);
        _collector = new LinkCollector(plan, documentUrl, isXml: isXml);
    }

    /// <summary>For a page that is all there.</summary>
    /// <param name="html">The page.</param>
    /// <param name="plan">What to take.</param>
    /// <param name="charset">The charset that came with it.</param>
    /// <param name="told">How it is read, if that is known otherwise.</param>
    /// <param name="collector">What takes its links.</param>
    public PageReader(ReadOnlySpan<byte> html, LinkPlan plan, string? charset, PageCharset? told, LinkCollector collector)
    {
        (WebEncoding encoding, CharsetSource source, int mark) = CharsetDetector.Detect(html, charset, plan.Fallback);
        // What nobody said to be in an encoding that has to be transcoded is read as far as it is ASCII, as a stream is.
        bool isGuess = told is null && source == CharsetSource.Fallback && !encoding.IsAsciiCompatible;
        if (!isGuess)
        {
            told ??= PageCharset.Of(encoding, CharsetDetector.IsCertain(encoding, source));
            collector.Skip(mark);
            Mark = mark;
        }

        _decoder = new PageDecoder(charset, plan.Fallback, told);
        _collector = collector;
        _decoder.Observe(html);
        _decoder.Complete();
    }

    /// <summary>How many bytes a page that is all there begins with that are not to be read: a byte order mark.</summary>
    public int Mark { get; }

    /// <summary>Whether the page, as far as that is known, is in no encoding that anybody decodes.</summary>
    public bool IsUnreadable => _decoder.Charset?.Encoding.IsReplacement == true;

    public LinkBatch Links => _collector.Links;

    /// <summary>The page's encoding as far as it is known.</summary>
    public WebEncoding? Encoding => _collector.Charset?.Encoding;

    public long SkippedValues => _collector.SkippedValues;

    /// <inheritdoc cref="LinkCollector.HasLateCharset"/>
    public bool HasLateCharset => _collector.HasLateCharset;

    /// <inheritdoc cref="LinkCollector.LateFacts"/>
    public PageFacts? LateFacts => _collector.LateFacts;

    /// <summary>Sees the bytes as they come in, in order, before <see cref="Read"/> does.</summary>
    public void Observe(ReadOnlySpan<byte> bytes) => _decoder.Observe(bytes);

    /// <summary>No more bytes will come.</summary>
    public void Complete() => _decoder.Complete();

    /// <summary>Reads on to the next link, or the end of what is there.</summary>
    /// <param name="raw">All bytes that are not used.</param>
    /// <param name="used">How many of them are from now on.</param>
    /// <param name="isCut">Whether the page was cut off at a limit: then what waits for its end has none.</param>
    /// <returns>False when there is nothing to do.</returns>
    public bool Read(ReadOnlySpan<byte> raw, out int used, bool isCut = false)
    {
        used = 0;
        DecodedBytes next = _decoder.Next(raw, _collector.Declared);
        Tell();
        if (next.IsNothing)
            return EndInput(isCut);
        used = next.RawLength;
        if (next.IsMark)
        {
            _collector.Skip(used);
        }
        else
        {
            switch (next.Bytes.IsEmpty ? ScanOutcome.UsedUp : _collector.Scan(next.Bytes))
            {
                case ScanOutcome.Found:
                    used = 0;
                    return true;
                case ScanOutcome.Held:
                    used = 0;
                    bool isDecided = _decoder.TryDecide(_collector.Declared);
                    Tell();
                    return isDecided;
                case ScanOutcome.Cut:
                    used = _collector.Cut(next.Bytes);
                    _decoder.Switch(_collector.Declared!);
                    _told = _decoder.Charset;
                    break;
            }
        }

        _decoder.Consume(used);
        return true;
    }

    public void Dispose() => _collector.Dispose();

    /// <summary>Passes on what the decoder has found out, once.</summary>
    private void Tell()
    {
        if (_told == _decoder.Charset)
            return;
        _told = _decoder.Charset;
        _collector.Use(_told!);
    }

    private bool EndInput(bool isCut)
    {
        if (_inputEnded || !_decoder.IsAtEnd)
        {
            _collector.ThrowIfPastLimit();
            return false;
        }

        // A filter that throws is asked for one link; the next call goes on with those that are left.
        if (!isCut)
            _collector.Complete();
        _inputEnded = true;
        return true;
    }
}
