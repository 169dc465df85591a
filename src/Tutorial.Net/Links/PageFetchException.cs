using System.Net;

namespace Tutorial.Net;

/// <summary>A page was not fetched, or not to its end. Its message says which and why, in one line.</summary>
public sealed class PageFetchException : IOException
{
    /// <summary>An exception without details.</summary>
    public PageFetchException()
    {
    }

    /// <summary>An exception with a message of the caller's.</summary>
    /// <param name="message">What happened, in words.</param>
    public PageFetchException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message of the caller's and what led to it.</summary>
    /// <param name="message">What happened, in words.</param>
    /// <param name="innerException">What led to it.</param>
    public PageFetchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal PageFetchException(PageFetchError error, Uri uri, string why, Exception? innerException = null)
        : base($"{uri.AbsoluteUri}: {why}", innerException) =>
        (Error, Uri) = (error, uri);

    /// <summary>The reason; <see cref="PageFetchError.None"/> if the exception was made by another than this library.</summary>
    public PageFetchError Error { get; }

    /// <summary>The address, after redirects; null if unknown.</summary>
    public Uri? Uri { get; }

    /// <summary>The server's status; null where it did not come to one.</summary>
    public HttpStatusCode? StatusCode { get; internal init; }

    /// <summary>The type that the server gave its answer; null where it did not come to one.</summary>
    public string? ContentType { get; internal init; }
}
