namespace Tutorial.Net;

/// <summary>The address of a page as the URL standard writes it.</summary>
internal static class DocumentUrl
{
    /// <exception cref="ArgumentException">The address is relative.</exception>
    public static WebUrl? From(Uri? documentUri)
    {
        if (documentUri is null)
            return null;
        if (!documentUri.IsAbsoluteUri)
            throw new ArgumentException($"The page's address must be absolute, and {documentUri} is not.", nameof(documentUri));
        // The original of a file's may be a path, and C: in it would be taken for a scheme.
        if (documentUri.IsFile)
            return UrlParser.Parse(documentUri.AbsoluteUri);
        return UrlParser.Parse(documentUri.OriginalString) ?? UrlParser.Parse(documentUri.AbsoluteUri);
    }
}
