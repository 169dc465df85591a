using System.Net;

namespace Tutorial.Net;

/// <summary>A page was not fetched, or not to its end. The message says which page and why, in one line.</summary>
public sealed class PageFetchException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="error">The reason.</param>
    /// <param name="uri">The address, after redirects. A user name and password in it are left out.</param>
    /// <param name="why">The reason in words. The message puts the address before it.</param>
    /// <param name="innerException">What led to it; null without a cause.</param>
    public PageFetchException(PageFetchError error, Uri uri, string why, Exception? innerException = null)
        : base($"{Shown(uri)}: {why}", innerException) =>
        (Error, Uri) = (error, uri.UserInfo.Length == 0 ? uri : new Uri(Shown(uri)));

    /// <summary>The reason.</summary>
    public PageFetchError Error { get; }

    /// <summary>The address, after redirects, without user name and password.</summary>
    public Uri Uri { get; }

    /// <summary>The server's status; null if no answer came.</summary>
    public HttpStatusCode? StatusCode { get; init; }

    /// <summary>The media type of the server's answer; null if no answer came, or one without a type.</summary>
    public string? ContentType { get; init; }

    /// <summary>What may stand in a log.</summary>
    private static string Shown(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return uri.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo, UriFormat.UriEscaped);
    }
}
