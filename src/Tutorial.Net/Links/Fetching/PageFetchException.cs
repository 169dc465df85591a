using System.Net;

namespace Tutorial.Net;

/// <summary>A page was not fetched, or not to its end. The message says which page and why, in one line.</summary>
public sealed class PageFetchException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="error">The reason.</param>
    /// <param name="uri">The address, after redirects.</param>
    /// <param name="why">The reason in words. The message puts the address before it.</param>
    /// <param name="innerException">What led to it; null without a cause.</param>
    public PageFetchException(PageFetchError error, Uri uri, string why, Exception? innerException = null)
        : base($"{Checked(uri).AbsoluteUri}: {why}", innerException) =>
        (Error, Uri) = (error, uri);

    /// <summary>The reason.</summary>
    public PageFetchError Error { get; }

    /// <summary>The address, after redirects.</summary>
    public Uri Uri { get; }

    /// <summary>The server's status; null if no answer came.</summary>
    public HttpStatusCode? StatusCode { get; init; }

    /// <summary>The media type of the server's answer; null if no answer came, or one without a type.</summary>
    public string? ContentType { get; init; }

    private static Uri Checked(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return uri;
    }
}
