namespace Tutorial.Net;

/// <summary>Links of a page that is all there. What the page says late about all of its links counts for all of them.</summary>
internal static class WholePage
{
    /// <param name="html">The page.</param>
    /// <param name="plan">What to take.</param>
    /// <param name="documentUrl">Where it is.</param>
    /// <param name="charset">The charset that came with it.</param>
    public static LinkList Read(ReadOnlySpan<byte> html, LinkPlan plan, WebUrl? documentUrl, string? charset)
    {
        ThrowIfTooLarge(html.Length, plan);
        LinkList? links = Read(html, plan, documentUrl, charset, null, null, out WebEncoding? other);
        return links ?? Read(html, plan, documentUrl, null, PageCharset.Of(other!, isCertain: true), null, out _)!;
    }

    /// <summary>Reads UTF-8.</summary>
    /// <param name="html">The page.</param>
    /// <param name="queries">The encoding that its queries are in.</param>
    /// <param name="plan">What to take.</param>
    /// <param name="documentUrl">Where it is.</param>
    /// <param name="tagOffsets">The start tags to look at; null for all.</param>
    public static LinkList ReadUtf8(
        ReadOnlySpan<byte> html, WebEncoding queries, LinkPlan plan, WebUrl? documentUrl, IReadOnlySet<long>? tagOffsets)
    {
        var charset = new PageCharset(queries, IsCertain: true, IsTranscoded: true);
        return Read(html, plan, documentUrl, "utf-8", charset, tagOffsets, out _)!;
    }

    public static void ThrowIfTooLarge(int length, LinkPlan plan)
    {
        if (length > plan.MaxBytes)
            throw new LinkLimitException(nameof(plan.MaxBytes), plan.MaxBytes, $"The page has {length} bytes");
    }

    /// <summary>Null if the page is in <paramref name="other"/>.</summary>
    private static LinkList? Read(ReadOnlySpan<byte> html, LinkPlan plan, WebUrl? documentUrl, string? charset, PageCharset? told,
        IReadOnlySet<long>? tagOffsets, out WebEncoding? other)
    {
        other = null;
        PageFacts? known = null;
        while (true)
        {
            var links = new LinkList();
            var collector = new LinkCollector(plan, documentUrl, known, tagOffsets, stopsAtOtherCharset: true);
            using var reader = new PageReader(html, plan, charset, told, collector);
            int start = reader.Mark;
            // No browser finds a tag in such a page; the scanner would, up to where the page says so.
            while (!reader.IsUnreadable && reader.Read(html[start..], out int used))
            {
                start += used;
                while (!reader.Links.IsEmpty)
                    links.Add(reader.Links.Take().ToLink());
                if (!reader.HasLateCharset)
                    continue;
                other = collector.Declared;
                return null;
            }

            if (reader.IsUnreadable)
                return [];
            if (known is not null || reader.LateFacts is null)
                return links;
            known = reader.LateFacts;
        }
    }
}
