using System.Net.Http.Headers;

namespace Tutorial.Net;

/// <summary>
/// Which version of a page was read last, as its server calls it: what <see cref="LinkExtractor.FetchIfChangedAsync"/> asks with, and
/// where it puts what it was told (RFC 9110, section 13).
/// </summary>
/// <remarks>
/// A new one asks for the page whatever its version. To go on in another run of the program, keep <see cref="Uri"/>,
/// <see cref="ETag"/> and <see cref="LastModified"/>. Not thread-safe: one a page.
/// </remarks>
public sealed class PageVersion
{
    /// <summary>Where that version came from, after redirects; null, the default, for none.</summary>
    public Uri? Uri { get; set; }

    /// <summary>The entity tag in its quotes, as <c>"33a64df5"</c> or <c>W/"33a64df5"</c>; null, the default, without one.</summary>
    /// <exception cref="ArgumentException">The value is no entity tag.</exception>
    public string? ETag
    {
        get;
        set => field = value is null || EntityTagHeaderValue.TryParse(value, out _)
            ? value
            : throw new ArgumentException("No entity tag: it stands in quotes, as \"33a64df5\" or W/\"33a64df5\".", nameof(value));
    }

    /// <summary>When the page was last modified, to the second; null, the default, if the server did not say.</summary>
    public DateTimeOffset? LastModified { get; set; }

    /// <summary>Whether the server answered to the last fetch that the page is still this version, and so gave no links.</summary>
    public bool IsUnchanged { get; private set; }

    /// <summary>Makes a request one for a newer version, if this is one of an address on the same server.</summary>
    /// <returns>Whether it did.</returns>
    internal bool AddTo(HttpRequestMessage request)
    {
        IsUnchanged = false;
        if (Uri is not { IsAbsoluteUri: true } || !WebAddress.SameOrigin(Uri, request.RequestUri!) || (ETag is null && LastModified is null))
            return false;
        if (ETag is not null)
            request.Headers.IfNoneMatch.ParseAdd(ETag);
        request.Headers.IfModifiedSince = LastModified;
        return true;
    }

    /// <summary>There is no newer version of the page at an address.</summary>
    /// <returns>Whether that is this page.</returns>
    internal bool Confirm(Uri uri) => IsUnchanged = Uri == uri;

    /// <summary>Keeps what the server said of the page that was read.</summary>
    internal void Update(Uri uri, HttpResponseMessage response) =>
        (Uri, ETag, LastModified) = (uri, response.Headers.ETag?.ToString(), response.Content.Headers.LastModified);
}
