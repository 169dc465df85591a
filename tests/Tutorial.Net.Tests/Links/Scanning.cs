namespace Tutorial.Net.Tests.Links;

/// <summary>A page through a scanner, in chunks.</summary>
internal static class Scanning
{
    public static readonly Uri Page = new("http://example.com/dir/");

    public static List<Link> ReadAll(ReadOnlySpan<byte> html, LinkExtractorOptions options, int chunk, Action<Link>? seen = null, string? charset = null)
    {
        using var scanner = new LinkScanner(options, Page, charset);
        var links = new List<Link>();
        while (!html.IsEmpty)
        {
            ReadOnlySpan<byte> data = html[..Math.Min(chunk, html.Length)];
            Write(scanner, data);
            html = html[data.Length..];
            Drain();
        }

        scanner.Complete();
        Drain();
        Assert.True(scanner.IsCompleted);
        return links;

        void Drain()
        {
            while (scanner.TryRead(out Link? link))
            {
                links.Add(link);
                seen?.Invoke(link);
            }
        }
    }

    public static void Write(LinkScanner scanner, ReadOnlySpan<byte> data)
    {
        data.CopyTo(scanner.GetSpan(data.Length));
        scanner.Advance(data.Length);
    }
}
