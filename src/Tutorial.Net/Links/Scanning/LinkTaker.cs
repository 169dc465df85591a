namespace Tutorial.Net;

/// <summary>
/// Makes links of references: resolves one, asks the filters, counts it, and puts it into the batch. Filters run before there is any
/// string, and nothing is allocated but by a filter.
/// </summary>
internal sealed class LinkTaker(LinkPlan plan, WebUrl? documentUrl, PageFacts? known) : IDisposable
{
    /// <summary>
    /// The most that the lists of one tag (or one style element) may resolve to, in characters. Their links are queued together, and
    /// each holds the whole base: without this limit a page of 128 KB would hold gigabytes. No page comes near it in earnest.
    /// </summary>
    private const int MaxResolvedChars = 4 << 20;

    /// <summary>What a link weighs beside its URL, in characters: the object, the headers of its strings, its place in the queue.</summary>
    private const int LinkOverhead = 80;

    /// <summary>Nobody's base is longer, in characters, but a bomb's.</summary>
    private const int LongBase = 4096;

    private readonly SeenUrls? _seen = plan.Unique ? new SeenUrls() : null;
    private ByteBuffer _scratch;
    private int _count;
    private bool _hasResolved;
    private long _urlCharacters;
    private long _resolvedChars;
    private PassedLimit? _passed;

    public LinkBatch Links { get; } = new();

    /// <summary>What the page says about all of its links, so far.</summary>
    public PageFacts Facts { get; private set; } = known ?? new PageFacts(false, documentUrl, false);

    /// <summary>Whether the page said something about all of its links after the first of them.</summary>
    public bool HasLateFacts { get; private set; }

    /// <summary>Lists that were cut short.</summary>
    public long CutValues { get; private set; }

    /// <summary>Whether a limit is passed: nothing is taken any more.</summary>
    public bool IsPastLimit => _passed is not null;

    public void ThrowIfPastLimit() => _passed?.Throw();

    public void Learn(PageFacts facts)
    {
        HasLateFacts |= _hasResolved && facts != Facts;
        Facts = facts;
    }

    /// <summary>A base that is no URL, or one of those that can be no base, leaves the document's own.</summary>
    public WebUrl? BaseUrl(ReadOnlySpan<byte> href, QueryEncoder? query)
    {
        WebUrl? parsed = UrlParser.Parse(href, documentUrl, query);
        return parsed is null || parsed.Utf8.StartsWith("data:"u8) || parsed.Utf8.StartsWith("javascript:"u8) ? documentUrl : parsed;
    }

    /// <summary>Another tag, or the sheet of a style element: its lists begin anew.</summary>
    public void BeginList() => _resolvedChars = 0;

    /// <summary>
    /// Whether the value at hand may have one more link; counts the value if not. What the caller allows a value to hold always fits.
    /// </summary>
    public bool HasRoom()
    {
        if (_passed is not null)
            return false;
        if (_resolvedChars < Math.Max(MaxResolvedChars, plan.MaxAttributeLength))
            return true;
        CutValues++;
        return false;
    }

    public void CountCut() => CutValues++;

    /// <summary>A reference was found, one of those that share <paramref name="found"/>.</summary>
    /// <inheritdoc cref="TakeNext"/>
    /// <param name="raw">The reference, decoded.</param>
    /// <param name="found">What else is known of it; not the batch's next.</param>
    /// <param name="baseUrl">What it is relative to.</param>
    /// <param name="query">What encodes its query.</param>
    public void Take(ReadOnlySpan<byte> raw, in LinkRecord found, WebUrl? baseUrl, QueryEncoder? query)
    {
        Links.Next() = found;
        TakeNext(raw, UrlShape.Of(raw), baseUrl, query, null);
    }

    /// <summary>
    /// A reference was found, and what else is known of it is the batch's next: takes the link, or hands it to
    /// <paramref name="anchor"/>, which waits for its text.
    /// </summary>
    /// <param name="raw">The reference, decoded.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="baseUrl">What it is relative to.</param>
    /// <param name="query">What encodes its query.</param>
    /// <param name="anchor">Takes a link that has a text to come; null for all others.</param>
    public void TakeNext(ReadOnlySpan<byte> raw, in UrlShape shape, WebUrl? baseUrl, QueryEncoder? query, AnchorText? anchor)
    {
        ref LinkRecord link = ref Links.Next();
        // An empty reference leads to the page itself; a browser fetches no picture, script or sheet from there.
        if (!shape.IsSimple && link.Kind is not (LinkKind.Hyperlink or LinkKind.Form) && IsEmpty(raw))
            return;
        _hasResolved = true;
        int start = Links.Bytes.Length;
        link.NoFollow = Facts.NoFollow || (link.NoFollow && link.Kind != LinkKind.Metadata);
        Resolve(raw, shape, ref link, baseUrl, query, out UrlParts parts);
        if (!Count(link, baseUrl) || !IsTaken(link, parts) || !Admit(link, hasText: anchor is not null))
        {
            Links.Bytes.Length = start;
            return;
        }

        if (anchor is null)
            Links.Add();
        else
            anchor.Hold(link, Links.Bytes.Written);
    }

    /// <summary>A link whose text is there at last.</summary>
    public void TakeWithText(in LinkRecord link)
    {
        if (!plan.Filter.WaitsForText || Admit(link, hasText: false))
            Links.Add(link);
    }

    /// <summary>Counts what a URL was resolved to; false once they are too many.</summary>
    /// <remarks>Taken or not: the base may be long and the reference short, so a small page can ask for any number.</remarks>
    /// <param name="length">How long it is; 0 if it is none.</param>
    /// <param name="baseUrl">What it was resolved with: "..", too, copies that before it takes the end of it away.</param>
    public bool CountCharacters(int length, WebUrl? baseUrl)
    {
        _urlCharacters += Math.Max(length, baseUrl?.Utf8.Length > LongBase ? baseUrl.Utf8.Length : 0);
        if (_urlCharacters > plan.MaxUrlCharacters)
        {
            Pass(new PassedLimit(
                nameof(plan.MaxUrlCharacters), plan.MaxUrlCharacters, $"The page's URLs have more than {plan.MaxUrlCharacters} characters"));
        }

        return _passed is null;
    }

    /// <summary>Whether nothing is left of a reference once the URL parser has stripped it; a no-break space is something.</summary>
    public static bool IsEmpty(ReadOnlySpan<byte> reference) => !reference.ContainsAnyExceptInRange((byte)0, (byte)' ');

    public void Dispose()
    {
        Links.Dispose();
        _scratch.Dispose();
    }

    private void Resolve(
        ReadOnlySpan<byte> raw, in UrlShape shape, ref LinkRecord link, WebUrl? baseUrl, QueryEncoder? query, out UrlParts parts)
    {
        ref ByteBuffer bytes = ref Links.Bytes;
        if (UrlParser.TryPlan(raw, shape, baseUrl, out int front))
        {
            int start = bytes.Length;
            if (front > 0)
                bytes.Append(baseUrl!.Utf8[..front]);
            bytes.Append(raw);
            link.IsUrl = true;
            link.Url = new TextRun(start, front + raw.Length);
            link.Raw = new TextRun(start + front, raw.Length);
            parts = plan.Filter.SeesParts ? UrlParser.PartsOf(raw, shape, baseUrl, front) : default;
            return;
        }

        // A form without an action is sent to the document's own address, whatever its base (HTML, "form submission algorithm").
        bool isOwn = link.Kind == LinkKind.Form && raw.IsEmpty && documentUrl is not null;
        link.IsUrl = UrlParser.TryResolve(isOwn ? documentUrl!.Utf8 : raw, isOwn ? null : baseUrl, query, ref _scratch, out parts);
        link.Url = Links.Append(link.IsUrl ? _scratch.Written : raw);
        link.Raw = link.Url.Of(bytes.Written).EndsWith(raw) ? new TextRun(bytes.Length - raw.Length, raw.Length) : Links.Append(raw);
    }

    /// <summary>The filters that see the URL.</summary>
    private bool IsTaken(in LinkRecord link, in UrlParts parts)
    {
        ReadOnlySpan<byte> url = link.Url.Of(Links.Bytes.Written);
        // A refresh runs no script (HTML, "shared declarative refresh steps").
        bool isScript = link.Kind == LinkKind.Refresh && link.IsUrl && url.StartsWith("javascript:"u8);
        return !isScript && plan.Filter.Takes(url, parts, link.IsUrl);
    }

    /// <summary>Whether the limits of the page's URLs allow one more.</summary>
    private bool Count(in LinkRecord link, WebUrl? baseUrl)
    {
        int length = link.IsUrl ? link.Url.Length : System.Text.Encoding.UTF8.GetCharCount(link.Url.Of(Links.Bytes.Written));
        _resolvedChars += length + LinkOverhead;
        return CountCharacters(length, baseUrl);
    }

    /// <summary>The filters that see the whole link, and those that remember it, in this order.</summary>
    /// <param name="link">The link.</param>
    /// <param name="hasText">Whether its text is still to come: then so is all of this if a filter waits for that.</param>
    private bool Admit(in LinkRecord link, bool hasText)
    {
        if (hasText && plan.Filter.WaitsForText)
            return true;
        if (!plan.Filter.Takes(Links.Peek(link)) || _seen?.Add(link.Url.Of(Links.Bytes.Written)) == false)
            return false;
        if (_count == plan.MaxLinks)
        {
            Pass(new PassedLimit(nameof(plan.MaxLinks), plan.MaxLinks, $"The page has more than {plan.MaxLinks} links"));
            return false;
        }

        _count++;
        return true;
    }

    private void Pass(PassedLimit limit) => _passed ??= limit;
}
