namespace Tutorial.Net.Peers;

/// <summary>LinkScanner and LinkExtractor.Enumerate: how many a[href] a page has, and the sum of their lengths.</summary>
internal static class LinksJob
{
    private static readonly LinkExtractorOptions Hyperlinks = new() { Kinds = new HashSet<LinkKind> { LinkKind.Hyperlink } };

    private static readonly LinkExtractor Extractor = new(Hyperlinks);

    public static string Count(string file)
    {
        using FileStream page = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using var scanner = new LinkScanner(Hyperlinks);
        long links = 0, length = 0;
        while (!scanner.IsCompleted)
        {
            int count = page.Read(scanner.GetSpan(65536));
            if (count == 0)
                scanner.Complete();
            else
                scanner.Advance(count);
            while (scanner.TryRead(out Link? link))
            {
                if (link.Element != "a")
                    continue;
                links++;
                length += link.RawValue.Length;
            }
        }

        return $"{links} {length}";
    }

    /// <summary>The same without a string a link, from the whole page in memory.</summary>
    public static string CountRefs(string file)
    {
        long links = 0, length = 0;
        foreach (LinkRef link in Extractor.Enumerate(File.ReadAllBytes(file)))
        {
            if (link.Element != "a")
                continue;
            links++;
            length += link.RawValue.Length;
        }

        return $"{links} {length}";
    }
}
