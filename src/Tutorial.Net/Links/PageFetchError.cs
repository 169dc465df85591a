namespace Tutorial.Net;

/// <summary>Why a page was not fetched.</summary>
public enum PageFetchError
{
    /// <summary>The server answered with another status than 2xx.</summary>
    Status,

    /// <summary>The answer is no HTML or XHTML, or packed in a way that the client does not undo.</summary>
    NotHtml,

    /// <summary>There were more redirects than allowed, or one without an address.</summary>
    Redirect,

    /// <summary>The address is of another scheme than http and https.</summary>
    Scheme,

    /// <summary>The address leads to a machine that is not on the public internet.</summary>
    PrivateAddress,
}
