using System.Text;

namespace Tutorial.Net.Snippets;

/// <summary>Chapter 9: the links of a page.</summary>
internal static class Web
{
    public static async Task PrintAsync(Uri page)
    {
        #region links
        using var client = new HttpClient(new GuardedHttpHandler());    // no redirect leads into your own network
        var extractor = new LinkExtractor(new LinkExtractorOptions { Kinds = [LinkKind.Hyperlink] });
        await foreach (Link link in extractor.FetchAsync(client, page))
            Console.WriteLine(link.Url);
        #endregion
    }

    public static void FromPieces(IEnumerable<string> pieces, Uri page)
    {
        #region scanner
        using var scanner = new LinkScanner(documentUri: page);
        foreach (string piece in pieces)                                // as Python's feed: in whatever pieces it comes
        {
            int length = Encoding.UTF8.GetBytes(piece, scanner.GetSpan(Encoding.UTF8.GetMaxByteCount(piece.Length)));
            scanner.Advance(length);
            while (scanner.TryRead(out Link? link))
                Console.WriteLine($"<{link.Element} {link.Attribute}=\"{link.RawValue}\"> leads to {link.Url}");
        }

        scanner.Complete();
        while (scanner.TryRead(out Link? link))
            Console.WriteLine($"<{link.Element} {link.Attribute}=\"{link.RawValue}\"> leads to {link.Url}");
        #endregion
    }
}
