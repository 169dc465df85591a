namespace Tutorial.Net;

/// <summary>Links of a page that is all there. What the page says late about all of its links counts for all of them.</summary>
internal static class WholePage
{
    private const int Chunk = 65_536;

    /// <param name="html">The page.</param>
    /// <param name="options">What to take.</param>
    /// <param name="documentUri">Where it is.</param>
    /// <param name="charset">The charset that came with it.</param>
    public static LinkList Read(ReadOnlySpan<byte> html, LinkExtractorOptions options, Uri? documentUri, string? charset)
    {
        if (html.Length > options.MaxBytes)
            throw new LinkLimitException(nameof(options.MaxBytes), options.MaxBytes, $"The page has {html.Length} bytes");
        UrlRecord? documentUrl = DocumentUrl.From(documentUri);
        (WebEncoding encoding, _, int mark) = CharsetDetector.Detect(html, charset, options.FallbackEncoding);
        if (encoding.Encoding is ReplacementEncoding)
            return []; // No browser finds a tag in such a page; the scanner would, up to where the page says so.
        return encoding.IsAsciiCompatible
            ? ReadAscii(html, mark, encoding, encoding.QueryEncoder, options, documentUrl)
            : ReadTranscoded(html, options, documentUrl, charset);
    }

    /// <summary>Reads bytes that need no transcoding, where they lie.</summary>
    /// <param name="html">The page.</param>
    /// <param name="mark">Bytes of a byte order mark in front of it.</param>
    /// <param name="encoding">Its encoding.</param>
    /// <param name="query">What encodes queries.</param>
    /// <param name="options">What to take.</param>
    /// <param name="documentUrl">Where it is.</param>
    /// <param name="tagOffsets">The start tags to look at; null for all.</param>
    public static LinkList ReadAscii(ReadOnlySpan<byte> html, int mark, WebEncoding encoding, QueryEncoder? query,
        LinkExtractorOptions options, UrlRecord? documentUrl, IReadOnlySet<long>? tagOffsets = null)
    {
        PageFacts? known = null;
        while (true)
        {
            var links = new LinkList();
            using var collector = new LinkCollector(options, documentUrl, known)
            {
                Encoding = encoding,
                Query = query,
                TagOffsets = tagOffsets,
            };
            collector.Skip(mark);
            ReadOnlySpan<byte> data = html[mark..];
            while (collector.Scan(data))
                TakeAll(collector, links);
            collector.Complete();
            TakeAll(collector, links);
            collector.ThrowIfPastLimit();
            if (!collector.HasLateFacts || known is not null)
                return links;
            known = collector.Facts;
        }
    }

    private static LinkList ReadTranscoded(ReadOnlySpan<byte> html, LinkExtractorOptions options, UrlRecord? documentUrl, string? charset)
    {
        PageFacts? known = null;
        while (true)
        {
            var links = new LinkList();
            using var scanner = new LinkScanner(options, documentUrl, charset, known);
            for (ReadOnlySpan<byte> rest = html; !rest.IsEmpty;)
            {
                ReadOnlySpan<byte> chunk = rest[..Math.Min(rest.Length, Chunk)];
                chunk.CopyTo(scanner.GetSpan(chunk.Length));
                scanner.Advance(chunk.Length);
                rest = rest[chunk.Length..];
                while (scanner.TryRead(out Link? link))
                    links.Add(link);
            }

            scanner.Complete();
            while (scanner.TryRead(out Link? link))
                links.Add(link);
            if (scanner.LateFacts is not { } facts || known is not null)
                return links;
            known = facts;
        }
    }

    private static void TakeAll(LinkCollector collector, LinkList links)
    {
        while (collector.TryTake(out Link? link))
            links.Add(link);
    }
}
