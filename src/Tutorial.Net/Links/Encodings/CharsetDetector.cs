namespace Tutorial.Net;

/// <summary>The HTML standard's "determining the character encoding" without its guesses: see <see cref="Detect"/>.</summary>
internal static class CharsetDetector
{
    /// <summary>How many bytes at a page's start can matter.</summary>
    public const int PrescanLength = 1024;

    /// <summary>Whether more bytes could change what <see cref="Detect"/> says; never with 1,024 of them.</summary>
    /// <remarks>With a charset from the transport three bytes are enough: only a byte order mark overrules it.</remarks>
    public static bool NeedsMore(ReadOnlySpan<byte> start, string? transport)
    {
        if (IsPrefixOfMark(start))
            return true;
        bool known = BomLength(start, out _) > 0 || (transport is not null && WebEncoding.Find(transport) is not null);
        return !known && start.Length < PrescanLength && MetaPrescan.FindEarly(start) is null;
    }

    /// <summary>Says how the page that starts with <paramref name="start"/> is encoded.</summary>
    /// <param name="start">The first 1,024 bytes, or all there are. More may be given and are not looked at.</param>
    /// <param name="transport">The charset that came with the page; one that the Encoding Standard does not know counts as none.</param>
    /// <param name="fallback">For a page that does not say; null: windows-1252, as the standard has it for most of the world.</param>
    /// <returns>The encoding, who told it, and the length of the byte order mark, which is no part of the text.</returns>
    public static (WebEncoding Encoding, CharsetSource Source, int BomLength) Detect(
        ReadOnlySpan<byte> start, string? transport = null, WebEncoding? fallback = null)
    {
        int mark = BomLength(start, out string name);
        if (mark > 0)
            return (WebEncoding.Find(name)!, CharsetSource.ByteOrderMark, mark);
        if (transport is not null && WebEncoding.Find(transport) is WebEncoding told)
            return (told, CharsetSource.Transport, 0);
        if (MetaPrescan.Find(start[..Math.Min(start.Length, PrescanLength)]) is WebEncoding found)
            return (found, CharsetSource.Document, 0);
        return (fallback ?? WebEncoding.Windows1252, CharsetSource.Fallback, 0);
    }

    /// <summary>Whether a <c>meta</c> that a tree builder comes upon overrules it no more (the standard's "confidence").</summary>
    public static bool IsCertain(WebEncoding encoding, CharsetSource source) =>
        source <= CharsetSource.Transport || encoding.Name is "UTF-16LE" or "UTF-16BE";

    private static int BomLength(ReadOnlySpan<byte> start, out string name)
    {
        (name, int length) = start switch
        {
            [0xEF, 0xBB, 0xBF, ..] => ("utf-8", 3),
            [0xFE, 0xFF, ..] => ("utf-16be", 2),
            [0xFF, 0xFE, ..] => ("utf-16le", 2),
            _ => ("", 0),
        };
        return length;
    }

    private static bool IsPrefixOfMark(ReadOnlySpan<byte> start) => start is [] or [0xEF] or [0xEF, 0xBB] or [0xFE] or [0xFF];
}
