namespace Tutorial.Net;

/// <summary>A URL in a style sheet.</summary>
/// <param name="Url">The URL with its escapes decoded, not yet resolved.</param>
/// <param name="Start">Where the <c>url(</c> or the string starts in the style sheet.</param>
/// <param name="IsImport">Whether an <c>@import</c> names it.</param>
internal readonly record struct CssUrl(string Url, int Start, bool IsImport);
