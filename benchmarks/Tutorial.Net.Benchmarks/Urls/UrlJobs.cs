using AngleSharp.Dom;

namespace Tutorial.Net.Benchmarks.Urls;

/// <summary>Each resolves every reference and gives the sum of the results' lengths, so that none can leave its work undone.</summary>
internal static class UrlJobs
{
    private static readonly WebUrl Page = WebUrl.Parse(UrlLists.Page);
    private static readonly Uri PageUri = new(UrlLists.Page);
    private static readonly Url PageUrl = new(UrlLists.Page);

    public static long WebUrls(string[] references)
    {
        long sum = 0;
        foreach (string reference in references)
            sum += WebUrl.TryParse(reference, Page, out WebUrl? url) ? url.Href.Length : 0;
        return sum;
    }

    /// <summary>What the scanner does: from the bytes of the page to the bytes of the URL.</summary>
    public static long Bytes(byte[][] references)
    {
        long sum = 0;
        var output = default(ByteBuffer);
        foreach (byte[] reference in references)
            sum += UrlParser.TryResolve(reference, Page, null, ref output, out _) ? output.Length : 0;
        output.Dispose();
        return sum;
    }

    public static long Uris(string[] references)
    {
        long sum = 0;
        foreach (string reference in references)
            sum += Uri.TryCreate(PageUri, reference, out Uri? uri) ? uri.AbsoluteUri.Length : 0;
        return sum;
    }

    public static long AngleSharpUrls(string[] references)
    {
        long sum = 0;
        foreach (string reference in references)
            sum += new Url(PageUrl, reference).Href.Length;
        return sum;
    }
}
