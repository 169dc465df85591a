namespace Tutorial.Net.Benchmarks.Links;

/// <summary>The library's ways through a page. Each returns how many links it found.</summary>
internal static class LinkJobs
{
    private static readonly Uri Address = new("https://example.com/list/page.html");
    private static readonly LinkExtractor Extractor = new();
    // A page of 100 MB made of nothing but links has more URLs than the default limit allows.
    private static readonly LinkExtractorOptions Unbounded = new() { MaxUrlCharacters = long.MaxValue };
    private static readonly LinkPlan Plan = LinkExtractorOptions.Default.Plan;

    /// <summary>Every link, resolved, in strings.</summary>
    public static int Extract(byte[] page) => Extractor.Extract(page, Address).Count;

    /// <summary>Every link, resolved, in bytes: nothing is made of them but a count.</summary>
    public static int Enumerate(byte[] page)
    {
        int count = 0;
        foreach (LinkRef link in Extractor.Enumerate(page, Address))
            count += link.Url.IsEmpty ? 0 : 1;
        return count;
    }

    /// <summary>The same from chunks, as a receive loop has them.</summary>
    public static int Scan(byte[] page, int chunk)
    {
        using var scanner = new LinkScanner(Unbounded, Address);
        int count = 0;
        for (int start = 0; start < page.Length; start += chunk)
        {
            ReadOnlySpan<byte> data = page.AsSpan(start, Math.Min(chunk, page.Length - start));
            data.CopyTo(scanner.GetSpan(data.Length));
            scanner.Advance(data.Length);
            while (scanner.TryRead(out _))
                count++;
        }

        scanner.Complete();
        while (scanner.TryRead(out _))
            count++;
        return count;
    }

    /// <summary>
    /// The scan alone: every tag that may hold a link is found and its attributes are taken, but nothing is made of them.
    /// </summary>
    public static int Tokenize(byte[] page)
    {
        using var tokenizer = new TagTokenizer(Plan.Interest, 65_536);
        int count = 0;
        while (tokenizer.Read(page))
            count++;
        return count;
    }
}
