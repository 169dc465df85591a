namespace Tutorial.Net;

/// <summary>How a page's bytes are read.</summary>
/// <param name="Encoding">The page's encoding.</param>
/// <param name="IsCertain">Whether no <c>meta</c> overrules it.</param>
/// <param name="IsTranscoded">Whether the bytes have been made UTF-8.</param>
internal sealed record PageCharset(WebEncoding Encoding, bool IsCertain, bool IsTranscoded)
{
    /// <summary>What the bytes at hand are.</summary>
    public WebEncoding OfBytes => IsTranscoded ? WebEncoding.Utf8 : Encoding;

    /// <summary>What encodes queries.</summary>
    public QueryEncoder? Query => Encoding.QueryEncoder;

    /// <summary>How the bytes are read that a page in this encoding is scanned in.</summary>
    public static PageCharset Of(WebEncoding encoding, bool isCertain) => new(encoding, isCertain, !encoding.IsAsciiCompatible);
}
