namespace Tutorial.Net;

/// <summary>What told a page's encoding, the surest first.</summary>
internal enum CharsetSource : byte
{
    ByteOrderMark,

    /// <summary>The <c>charset</c> of <c>Content-Type</c>, or the caller.</summary>
    Transport,

    /// <summary>A <c>meta</c> element or an XML declaration in the first 1,024 bytes.</summary>
    Document,
    Fallback,
}
