namespace Tutorial.Net;

/// <summary>How URLs stand in an attribute's value.</summary>
internal enum LinkSyntax : byte
{
    /// <summary>No URL: the attribute is kept for what it says about others.</summary>
    None,
    Url,

    /// <summary>A URL relative to the element's codebase.</summary>
    CodeBaseUrl,

    /// <summary>URLs relative to the codebase, separated by white space or commas.</summary>
    CodeBaseList,

    /// <summary>URLs separated by white space.</summary>
    List,
    Srcset,
    Css,

    /// <summary>A meta's content: a refresh, an Open Graph URL, or none.</summary>
    Meta,
}
