namespace Tutorial.Net;

/// <summary>Why a page was not fetched.</summary>
public enum PageFetchError
{
    /// <summary>The server answered with another status than 2xx.</summary>
    Status,

    /// <summary>The answer is no HTML or XHTML, or packed in a way that the client does not undo.</summary>
    NotHtml,

    /// <summary>
    /// There were more redirects than allowed, one without an address that can be connected to, or one that would have sent the
    /// request's body to another server.
    /// </summary>
    Redirect,

    /// <summary>The address is of another scheme than http and https.</summary>
    Scheme,

    /// <summary>The address leads to a machine that is not on the public internet.</summary>
    PrivateAddress,

    /// <summary>A redirect leads from https to http (<see cref="GuardedHttpHandler.AllowInsecureRedirects"/>).</summary>
    InsecureRedirect,

    /// <summary>The address has no host that can be connected to.</summary>
    Host,

    /// <summary>The body is not packed as its <c>Content-Encoding</c> says. Links up to there have been handed out.</summary>
    Corrupt,

    /// <summary>
    /// The connection broke, or the body ended, before the page did. Links up to there have been handed out.
    /// </summary>
    Incomplete,
}
