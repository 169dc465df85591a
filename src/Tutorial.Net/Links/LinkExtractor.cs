using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Tutorial.Net;

/// <summary>
/// Takes the links out of HTML pages: from memory, from a stream, or from the web. See <see cref="LinkScanner"/> for what a link is and
/// how a page is read.
/// </summary>
/// <remarks>Immutable; one instance may read any number of pages on any number of threads at once.</remarks>
public sealed partial class LinkExtractor
{
    private readonly LinkExtractorOptions _options;
    private readonly ILogger _logger;

    /// <summary>An extractor.</summary>
    /// <param name="options">What to take; null takes every link.</param>
    /// <param name="loggerFactory">Where to log what is fetched; null logs nothing.</param>
    public LinkExtractor(LinkExtractorOptions? options = null, ILoggerFactory? loggerFactory = null)
    {
        _options = options ?? LinkExtractorOptions.Default;
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<LinkExtractor>();
    }

    /// <summary>All links of a page, in the order in which they are found.</summary>
    /// <param name="html">The page. Its text says nothing about its charset any more: queries are encoded in UTF-8.</param>
    /// <param name="documentUri">The page's address, which relative URLs are relative to; null leaves those as they stand.</param>
    /// <remarks>
    /// Every link is resolved with the document's base, and gets the robots meta's <c>nofollow</c>, wherever in the page they
    /// stand; where that is after the first link, the page is read once more.
    /// </remarks>
    /// <exception cref="LinkLimitException">The page has more bytes, links or characters of URLs than the options allow.</exception>
    /// <exception cref="ArgumentException"><paramref name="documentUri"/> is relative.</exception>
    /// <exception cref="TimeoutException"><see cref="LinkExtractorOptions.Within"/> took longer than
    /// <see cref="LinkExtractorOptions.DomTimeout"/>.</exception>
    public IReadOnlyList<Link> Extract(string html, Uri? documentUri = null)
    {
        ArgumentNullException.ThrowIfNull(html);
        return ExtractText(html, documentUri, WebEncoding.Utf8, inChars: true);
    }

    /// <inheritdoc cref="Extract(string, Uri?)" path="/exception|/summary"/>
    /// <param name="html">The page.</param>
    /// <param name="documentUri">The page's address, which relative URLs are relative to; null leaves those as they stand.</param>
    /// <param name="charset">The charset that came with the page, as a label of the Encoding standard; an unknown one counts as
    /// none.</param>
    /// <remarks>
    /// Every link is resolved with the document's base, and gets the robots meta's <c>nofollow</c>, wherever in the page they
    /// stand; where that is after the first link, the page is read once more. So it is where a <c>meta</c>, wherever it stands, names
    /// another charset than the first 1,024 bytes let expect, unless a byte order mark or <paramref name="charset"/> told it
    /// (HTML standard, 13.2.3.4).
    /// </remarks>
    public IReadOnlyList<Link> Extract(ReadOnlySpan<byte> html, Uri? documentUri = null, string? charset = null)
    {
        if (_options.Within is null)
            return WholePage.Read(html, _options.Plan, DocumentUrl.From(documentUri), charset);
        ThrowIfTooLargeForDom(html.Length);
        (WebEncoding encoding, CharsetSource source, int mark) = CharsetDetector.Detect(html, charset, _options.FallbackEncoding);
        if (!CharsetDetector.IsCertain(encoding, source))
            encoding = MetaCharset.First(html, encoding) ?? encoding;
        return ExtractText(encoding.Encoding.GetString(html[mark..]), documentUri, encoding, inChars: false);
    }

    /// <summary>The links of a page one by one, as bytes: no string is made of one that is passed over, and nothing is allocated.</summary>
    /// <param name="html">The page.</param>
    /// <param name="documentUri">The page's address, which relative URLs are relative to; null leaves those as they stand.</param>
    /// <param name="charset">The charset that came with the page, as a label of the Encoding standard; an unknown one counts as
    /// none.</param>
    /// <remarks>
    /// As with <see cref="LinkScanner"/>, what the page says late about all of its links (a <c>base</c>, a robots <c>meta</c>, a
    /// <c>meta</c> past the first 1,024 bytes that names another charset) counts for what follows it.
    /// </remarks>
    /// <returns>What <c>foreach</c> takes; it may throw as <see cref="Extract(ReadOnlySpan{byte}, Uri?, string?)"/> does, after the last
    /// link that the options allow.</returns>
    /// <exception cref="LinkLimitException">The page has more bytes than the options allow.</exception>
    /// <exception cref="ArgumentException"><paramref name="documentUri"/> is relative.</exception>
    /// <exception cref="InvalidOperationException">The options ask for <see cref="LinkExtractorOptions.Within"/>.</exception>
    public LinkRefEnumerable Enumerate(ReadOnlySpan<byte> html, Uri? documentUri = null, string? charset = null)
    {
        if (_options.Within is not null)
            throw new InvalidOperationException("A selector (Within) needs the page's tree, and that needs strings; use Extract.");
        WholePage.ThrowIfTooLarge(html.Length, _options.Plan);
        return new LinkRefEnumerable(html, _options.Plan, DocumentUrl.From(documentUri), charset);
    }

    /// <summary>The links of a page while its bytes still arrive.</summary>
    /// <param name="html">The page; read to its end, left open.</param>
    /// <param name="documentUri">The page's address, which relative URLs are relative to; null leaves those as they stand.</param>
    /// <param name="charset">The charset that came with the page, as a label of the Encoding standard; an unknown one counts as
    /// none.</param>
    /// <param name="cancellationToken">Ends the reading; links handed out before stay right.</param>
    /// <remarks>
    /// A link is handed out as soon as its tag is there, resolved with the base known by then; a <c>meta</c> past the first 1,024 bytes
    /// that names another charset counts for what follows it. Memory does not grow with the page. With
    /// <see cref="LinkExtractorOptions.Within"/> the whole page is read first, and everything is as with
    /// <see cref="Extract(ReadOnlySpan{byte}, Uri?, string?)"/>.
    /// </remarks>
    /// <exception cref="LinkLimitException">The page has more bytes, links or characters of URLs than the options allow; thrown after
    /// the last link
    /// that they do.</exception>
    /// <exception cref="ArgumentException"><paramref name="documentUri"/> is relative.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IAsyncEnumerable<Link> ExtractAsync(
        Stream html, Uri? documentUri = null, string? charset = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(html);
        WebUrl? documentUrl = DocumentUrl.From(documentUri);
        return _options.Within is null
            ? StreamAsync(html, documentUrl, charset, cancellationToken)
            : ReadWholeAsync(html, documentUri, charset, cancellationToken);
    }

    private async IAsyncEnumerable<Link> StreamAsync(
        Stream html, WebUrl? documentUrl, string? charset, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var scanner = new LinkScanner(_options.Plan, documentUrl, charset);
        while (!scanner.IsCompleted)
        {
            int count = await html.ReadAsync(scanner.GetMemory(), cancellationToken).ConfigureAwait(false);
            if (count == 0)
                scanner.Complete();
            else
                scanner.Advance(count);
            while (scanner.TryRead(out Link? link))
                yield return link;
        }
    }

    private async IAsyncEnumerable<Link> ReadWholeAsync(
        Stream html, Uri? documentUri, string? charset, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var window = new ByteWindow(16_384);
        while (true)
        {
            int count = await html.ReadAsync(window.GetMemory(), cancellationToken).ConfigureAwait(false);
            if (count == 0)
                break;
            window.Advance(count);
            ThrowIfTooLargeForDom(window.Length);
        }

        foreach (Link link in Extract(window.UnreadSpan, documentUri, charset))
            yield return link;
    }

    private LinkList ExtractText(string html, Uri? documentUri, WebEncoding queries, bool inChars)
    {
        WebUrl? documentUrl = DocumentUrl.From(documentUri);
        byte[] utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetByteCount(html));
        try
        {
            ReadOnlySpan<byte> bytes = utf8.AsSpan(0, Encoding.UTF8.GetBytes(html, utf8));
            WholePage.ThrowIfTooLarge(bytes.Length, _options.Plan);
            if (_options.Within is not null)
                ThrowIfTooLargeForDom(bytes.Length);
            HashSet<long>? tags = _options.Within is null ? null : DomSelection.FindTags(html, bytes, _options.DomPlan!);
            LinkList links = WholePage.ReadUtf8(bytes, queries, _options.Plan, documentUrl, tags);
            if (inChars && bytes.Length != html.Length)
                CharOffsets.ToChars(links, bytes);
            return links;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8);
        }
    }

    private void ThrowIfTooLargeForDom(long length)
    {
        if (length > _options.MaxDomBytes)
        {
            throw new LinkLimitException(
                nameof(_options.MaxDomBytes), _options.MaxDomBytes, $"A selector is to run over a page of {length} bytes or more");
        }
    }
}
