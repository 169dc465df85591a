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
/// <example><code>
/// var links = new LinkExtractor(new LinkExtractorOptions { Kinds = [LinkKind.Hyperlink] });
/// foreach (Link link in links.Extract("&lt;base href=/docs/&gt;&lt;a href=b&gt;", "http://example.com/"))
///     Console.WriteLine(link.Url); // http://example.com/docs/b
/// </code></example>
public sealed class LinkExtractor
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
    /// <exception cref="ArgumentException"><paramref name="documentUri"/> is no absolute URL.</exception>
    /// <exception cref="TimeoutException"><see cref="LinkExtractorOptions.Within"/> took longer than
    /// <see cref="LinkExtractorOptions.DomTimeout"/>.</exception>
    /// <exception cref="System.Text.RegularExpressions.RegexMatchTimeoutException">A filter's expression took too long.</exception>
    public IReadOnlyList<Link> Extract(string html, PageAddress? documentUri = null)
    {
        ArgumentNullException.ThrowIfNull(html);
        return ExtractText(html, documentUri, WebEncoding.Utf8, inChars: true);
    }

    /// <inheritdoc cref="Extract(string, PageAddress?)" path="/exception|/summary"/>
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
    public IReadOnlyList<Link> Extract(ReadOnlySpan<byte> html, PageAddress? documentUri = null, string? charset = null)
    {
        if (_options.Within is null)
            return WholePage.Read(html, _options.Plan, documentUri?.ToWebUrl(nameof(documentUri)), charset);
        ThrowIfTooLarge(html.Length);
        (WebEncoding encoding, CharsetSource source, int mark) = CharsetDetector.Detect(html, charset, _options.FallbackEncoding);
        if (!CharsetDetector.IsCertain(encoding, source))
            encoding = MetaCharset.First(html, encoding) ?? encoding;
        return ExtractText(encoding.Decode(html[mark..]), documentUri, encoding, inChars: false);
    }

    /// <summary>The links of a page one by one, as bytes: without a string, and without an allocation for any of them.</summary>
    /// <param name="html">The page.</param>
    /// <param name="documentUri">The page's address, which relative URLs are relative to; null leaves those as they stand.</param>
    /// <param name="charset">The charset that came with the page, as a label of the Encoding standard; an unknown one counts as
    /// none.</param>
    /// <remarks>
    /// As with <see cref="LinkScanner"/>, what the page says late about all of its links (a <c>base</c>, a robots <c>meta</c>, a
    /// <c>meta</c> past the first 1,024 bytes that names another charset) counts for what follows it.
    /// </remarks>
    /// <returns>What <c>foreach</c> takes; it throws what <see cref="LinkScanner.TryReadRef"/> does, after the last link that the options
    /// allow.</returns>
    /// <exception cref="LinkLimitException">The page has more bytes than the options allow.</exception>
    /// <exception cref="ArgumentException"><paramref name="documentUri"/> is no absolute URL.</exception>
    /// <exception cref="InvalidOperationException">The options ask for <see cref="LinkExtractorOptions.Within"/>.</exception>
    public LinkRefEnumerable Enumerate(ReadOnlySpan<byte> html, PageAddress? documentUri = null, string? charset = null)
    {
        if (_options.Within is not null)
            throw new InvalidOperationException("A selector (Within) needs the page's tree, and that needs strings; use Extract.");
        WholePage.ThrowIfTooLarge(html.Length, _options.Plan);
        return new LinkRefEnumerable(html, _options.Plan, documentUri?.ToWebUrl(nameof(documentUri)), charset);
    }

    /// <summary>The links of a page while its bytes still arrive.</summary>
    /// <param name="html">The page; read on to its end, left open. What it throws comes through. Enumerate once: a stream cannot
    /// be read again.</param>
    /// <param name="documentUri">The page's address, which relative URLs are relative to; null leaves those as they stand.</param>
    /// <param name="charset">The charset that came with the page, as a label of the Encoding standard; an unknown one counts as
    /// none.</param>
    /// <param name="cancellationToken">Ends the reading; links handed out before stay right.</param>
    /// <remarks>
    /// A link is handed out as soon as its tag is there, resolved with the base known by then; a <c>meta</c> past the first 1,024 bytes
    /// that names another charset counts for what follows it. Memory does not grow with the page. With
    /// <see cref="LinkExtractorOptions.Within"/> the whole page is read first, and everything is as with
    /// <see cref="Extract(ReadOnlySpan{byte}, PageAddress?, string?)"/>.
    /// </remarks>
    /// <exception cref="LinkLimitException">The page has more bytes, links or characters of URLs than the options allow; thrown after
    /// the last link that they do.</exception>
    /// <exception cref="ArgumentException"><paramref name="documentUri"/> is no absolute URL.</exception>
    /// <exception cref="TimeoutException"><see cref="LinkExtractorOptions.Within"/> took longer than
    /// <see cref="LinkExtractorOptions.DomTimeout"/>.</exception>
    /// <exception cref="System.Text.RegularExpressions.RegexMatchTimeoutException">A filter's expression took too long.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IAsyncEnumerable<Link> ExtractAsync(
        Stream html, PageAddress? documentUri = null, string? charset = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(html);
        return ReadAsync(html, documentUri, charset, isXml: false, cancellationToken);
    }

    /// <summary>Fetches a page and hands out its links while it still arrives.</summary>
    /// <param name="client">Sends the request; its redirects are followed as it is set up, and it should decompress
    /// (<see cref="GuardedHttpHandler"/> does, and lets no redirect and no name lead into your own network). Not disposed.
    /// </param>
    /// <param name="uri">The page's address, http or https; a user name or password in it is not sent.</param>
    /// <param name="cancellationToken">Ends the request or the reading. So does <see cref="LinkExtractorOptions.FetchTimeout"/>.</param>
    /// <remarks>
    /// The final address is the base of relative URLs; the charset is that of <c>Content-Type</c>, else the page's own. A page of
    /// more bytes than <see cref="LinkExtractorOptions.MaxBytes"/>, after decompression, throws where that shows: at once with a
    /// <c>Content-Length</c>. In a page whose type is <c>application/xhtml+xml</c> every element may end where it begins
    /// (<c>&lt;script src="x"/&gt;</c>), CDATA sections stand everywhere, and what says nothing of its charset is UTF-8; in all else, and
    /// with <see cref="LinkExtractorOptions.Within"/>, it is read as HTML. Otherwise everything is as with <see cref="ExtractAsync"/>.
    /// Enumerating twice fetches twice.
    /// </remarks>
    /// <exception cref="ArgumentException"><paramref name="uri"/> is no absolute URL, or has a host that <see cref="Uri"/> takes for
    /// none.</exception>
    /// <exception cref="PageFetchException">The address is no http or https, the status no 2xx, the answer no HTML or
    /// XHTML, or still packed (<c>Content-Encoding</c>); or the body is not packed as it says or breaks off, after the links up to
    /// there. That a packed body was cut shows with <see cref="GuardedHttpHandler"/>, and not with .NET's own decompression.</exception>
    /// <exception cref="LinkLimitException">The page has more bytes, links or characters of URLs than the options allow.</exception>
    /// <exception cref="System.Text.RegularExpressions.RegexMatchTimeoutException">A filter's expression took too long.</exception>
    /// <exception cref="HttpRequestException">There were no headers, for the network's reasons: no such host, refused, a certificate, a
    /// broken answer.</exception>
    /// <exception cref="TimeoutException"><see cref="LinkExtractorOptions.FetchTimeout"/> or
    /// <see cref="LinkExtractorOptions.DomTimeout"/> passed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or <see cref="HttpClient.Timeout"/> or the handler's time to connect passed
    /// before the headers.</exception>
    public IAsyncEnumerable<Link> FetchAsync(HttpClient client, PageAddress uri, CancellationToken cancellationToken = default) =>
        FetchPageAsync(client, AddressOf(client, uri), null, cancellationToken);

    /// <summary>Fetches a page that was read before, and hands out its links if it has changed. While it is still the version that was
    /// read last, there are none.</summary>
    /// <param name="client">As in <see cref="FetchAsync"/>.</param>
    /// <param name="uri">As in <see cref="FetchAsync"/>.</param>
    /// <param name="version">The version that was read last, a new one for none. If it came from the same origin (scheme, host and port)
    /// as <paramref name="uri"/>, the server is asked for the page only if it has changed (<c>If-None-Match</c>,
    /// <c>If-Modified-Since</c>); <see cref="PageVersion.IsUnchanged"/> says whether it has. After the last link it is the version
    /// that these came from; a page that is not read to its end leaves it as it was, so that the next fetch begins anew.</param>
    /// <param name="cancellationToken">As in <see cref="FetchAsync"/>.</param>
    /// <remarks>
    /// A redirect takes the question along as the client is set up: <see cref="GuardedHttpHandler"/> to the same origin only. Otherwise
    /// everything is as with <see cref="FetchAsync"/>.
    /// </remarks>
    /// <inheritdoc cref="FetchAsync" path="/exception"/>
    /// <example><code>
    /// using var client = new HttpClient(new GuardedHttpHandler());
    /// var version = new PageVersion();
    /// await foreach (Link link in new LinkExtractor().FetchIfChangedAsync(client, "https://example.com/", version))
    ///     Console.WriteLine(link.Url); // all links the first time, later only those of a page that has changed
    /// </code></example>
    public IAsyncEnumerable<Link> FetchIfChangedAsync(
        HttpClient client, PageAddress uri, PageVersion version, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(version);
        return FetchPageAsync(client, AddressOf(client, uri), version, cancellationToken);
    }

    private static Uri AddressOf(HttpClient client, PageAddress uri)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(uri);
        return WebAddress.Check(uri.ToUri(nameof(uri)));
    }

    private async IAsyncEnumerable<Link> FetchPageAsync(
        HttpClient client, Uri uri, PageVersion? version, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var clock = new FetchClock(_options.FetchTimeout, _options.TimeProvider, cancellationToken);
        using var page = new PageFetch(client, uri, version, _options.MaxBytes, clock, _logger);
        if (await page.OpenAsync().ConfigureAwait(false) is not { } body)
            yield break;
        int count = 0;
        await foreach (Link link in ReadAsync(body, page.Uri, page.Charset, page.IsXml, cancellationToken).ConfigureAwait(false))
        {
            count++;
            yield return link;
        }

        page.Complete(count);
    }

    private IAsyncEnumerable<Link> ReadAsync(
        Stream html, PageAddress? documentUri, string? charset, bool isXml, CancellationToken cancellationToken)
    {
        WebUrl? documentUrl = documentUri?.ToWebUrl(nameof(documentUri));
        return _options.Within is null
            ? StreamAsync(html, documentUrl, charset, isXml, cancellationToken)
            : ReadWholeAsync(html, documentUri, charset, cancellationToken);
    }

    private async IAsyncEnumerable<Link> StreamAsync(
        Stream html, WebUrl? documentUrl, string? charset, bool isXml, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var scanner = new LinkScanner(_options.Plan, documentUrl, charset, isXml);
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
        Stream html, PageAddress? documentUri, string? charset, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var window = new ByteWindow(16_384);
        while (true)
        {
            int count = await html.ReadAsync(window.GetMemory(), cancellationToken).ConfigureAwait(false);
            if (count == 0)
                break;
            window.Advance(count);
            ThrowIfTooLarge(window.Length);
        }

        foreach (Link link in Extract(window.UnreadSpan, documentUri, charset))
            yield return link;
    }

    private LinkList ExtractText(string html, PageAddress? documentUri, WebEncoding queries, bool inChars)
    {
        WebUrl? documentUrl = documentUri?.ToWebUrl(nameof(documentUri));
        byte[] utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetByteCount(html));
        try
        {
            ReadOnlySpan<byte> bytes = utf8.AsSpan(0, Encoding.UTF8.GetBytes(html, utf8));
            // A page of bytes is as large as those are, and was looked at for that.
            if (inChars)
                ThrowIfTooLarge(bytes.Length);
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

    private void ThrowIfTooLarge(int length)
    {
        WholePage.ThrowIfTooLarge(length, _options.Plan);
        if (_options.Within is not null && length > _options.MaxDomBytes)
        {
            throw new LinkLimitException(
                nameof(_options.MaxDomBytes), _options.MaxDomBytes, $"A selector is to run over a page of {length} bytes or more");
        }
    }
}
