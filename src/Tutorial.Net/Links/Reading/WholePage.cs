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
        (WebEncoding encoding, CharsetSource source, int mark) = CharsetDetector.Detect(html, charset, options.FallbackEncoding);
        if (encoding.Encoding is ReplacementEncoding)
            return []; // No browser finds a tag in such a page; the scanner would, up to where the page says so.
        bool isCertain = CharsetDetector.IsCertain(encoding, source);
        if (encoding.IsAsciiCompatible)
        {
            LinkList? links = ReadAscii(html, mark, encoding, isCertain, options, documentUrl, out WebEncoding? declared);
            if (links is null && declared!.IsAsciiCompatible)
                links = ReadAscii(html, mark, declared, isCertain: true, options, documentUrl, out _);
            if (links is not null)
                return links;
            if (declared!.Encoding is ReplacementEncoding)
                return [];
            charset = declared.Name;
        }
        else if (!isCertain && MetaCharset.First(html, encoding) is { } found)
        {
            charset = found.Name;
        }

        return ReadTranscoded(html, options, documentUrl, charset);
    }

    /// <summary>Reads UTF-8.</summary>
    /// <param name="html">The page.</param>
    /// <param name="query">What encodes queries; null: UTF-8.</param>
    /// <param name="options">What to take.</param>
    /// <param name="documentUrl">Where it is.</param>
    /// <param name="tagOffsets">The start tags to look at; null for all.</param>
    public static LinkList ReadUtf8(ReadOnlySpan<byte> html, QueryEncoder? query, LinkExtractorOptions options, UrlRecord? documentUrl,
        IReadOnlySet<long>? tagOffsets)
    {
        int mark = html.StartsWith("\uFEFF"u8) ? 3 : 0;
        return ReadAscii(html, mark, WebEncoding.Utf8, isCertain: true, options, documentUrl, out _, query, tagOffsets)!;
    }

    /// <summary>Reads bytes that need no transcoding, where they lie; null if they are <paramref name="declared"/> in another
    /// encoding.</summary>
    private static LinkList? ReadAscii(ReadOnlySpan<byte> html, int mark, WebEncoding encoding, bool isCertain,
        LinkExtractorOptions options, UrlRecord? documentUrl, out WebEncoding? declared, QueryEncoder? query = null,
        IReadOnlySet<long>? tagOffsets = null)
    {
        PageFacts? known = null;
        while (true)
        {
            var links = new LinkList();
            using var collector = new LinkCollector(options, documentUrl, known) { TagOffsets = tagOffsets, StopsAtOtherCharset = true };
            collector.Decide(encoding, isCertain, query);
            collector.Skip(mark);
            ReadOnlySpan<byte> data = html[mark..];
            while (collector.Scan(data))
                TakeAll(collector, links);
            declared = collector.Declared;
            if (collector.IsCut)
                return null;
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
