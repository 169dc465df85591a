namespace Tutorial.Net;

/// <summary>The address of a page as the URL standard writes it.</summary>
internal static class DocumentUrl
{
    /// <exception cref="ArgumentException">The address is relative.</exception>
    public static UrlRecord? From(Uri? documentUri)
    {
        if (documentUri is null)
            return null;
        if (!documentUri.IsAbsoluteUri)
            throw new ArgumentException($"The page's address must be absolute, and {documentUri} is not.", nameof(documentUri));
        return UrlParser.Parse(documentUri.OriginalString) ?? UrlParser.Parse(documentUri.AbsoluteUri);
    }
}
