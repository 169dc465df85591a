using System.Buffers;
using System.Text;

namespace Tutorial.Net;

/// <summary>
/// "Prescan a byte stream to determine its encoding" of the HTML standard (section 13.2.3.2), with the XML declaration that is
/// looked at when no <c>meta</c> tells.
/// </summary>
internal static class MetaPrescan
{
    private static readonly SearchValues<char> SpaceOrSemicolon = SearchValues.Create("\t\n\f\r ;");

    /// <summary>The encoding that the page declares in the bytes given; null for none. UTF-16 there means UTF-8.</summary>
    public static WebEncoding? Find(ReadOnlySpan<byte> bytes) => FindEarly(bytes) ?? XmlDeclaration(bytes);

    /// <summary>What is found so far and will not change with more bytes: a meta overrules the XML declaration before it.</summary>
    public static WebEncoding? FindEarly(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("<\0?\0x\0"u8))
            return WebEncoding.Find("utf-16le");
        if (bytes.StartsWith("\0<\0?\0x"u8))
            return WebEncoding.Find("utf-16be");
        for (int at = 0; at < bytes.Length; at++)
        {
            int tag = bytes[at..].IndexOf((byte)'<');
            if (tag < 0)
                break;
            at += tag;
            // On from the tag's last byte; past the end, the standard's "abort".
            if (SkipTag(bytes, ref at) is WebEncoding encoding)
                return encoding;
        }

        return null;
    }

    /// <summary>Moves <paramref name="at"/> to the last byte of what starts there; if it is a telling meta, gives what it tells.</summary>
    private static WebEncoding? SkipTag(ReadOnlySpan<byte> bytes, ref int at)
    {
        ReadOnlySpan<byte> rest = bytes[at..];
        if (rest.StartsWith("<!--"u8))
        {
            // The two dashes may be those of the start.
            int end = rest[2..].IndexOf("-->"u8);
            at = end < 0 ? bytes.Length : at + 2 + end + 2;
        }
        else if (rest.Length > 5 && rest[5] is (byte)'/' or (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\f' or (byte)'\r'
            && Ascii.EqualsIgnoreCase(rest[..5], "<meta"u8))
        {
            at += 6;
            return ReadMeta(bytes, ref at);
        }
        else if (IsLetter(rest, 1) || (rest.Length > 1 && rest[1] == '/' && IsLetter(rest, 2)))
        {
            int end = rest.IndexOfAny(MetaAttributes.SpaceOrTagEnd);
            at = end < 0 ? bytes.Length : at + end;
            var reader = new MetaAttributes(bytes, at);
            while (reader.TryRead())
            {
            }

            at = reader.Position;
        }
        else if (rest.Length > 1 && rest[1] is (byte)'!' or (byte)'/' or (byte)'?')
        {
            int end = rest.IndexOf((byte)'>');
            at = end < 0 ? bytes.Length : at + end;
        }

        return null;
    }

    private static bool IsLetter(ReadOnlySpan<byte> bytes, int at) => at < bytes.Length && char.IsAsciiLetter((char)bytes[at]);

    private static WebEncoding? ReadMeta(ReadOnlySpan<byte> bytes, ref int at)
    {
        var reader = new MetaAttributes(bytes, at);
        bool gotPragma = false, sawHttpEquiv = false, sawContent = false, sawCharset = false;
        bool? needPragma = null;
        WebEncoding? encoding = null;
        while (reader.TryRead())
        {
            // Only the first attribute of a name counts.
            if (!sawHttpEquiv && Ascii.EqualsIgnoreCase(reader.Name, "http-equiv"u8))
            {
                sawHttpEquiv = true;
                gotPragma = Ascii.EqualsIgnoreCase(reader.Value, "content-type"u8);
            }
            else if (!sawContent && Ascii.EqualsIgnoreCase(reader.Name, "content"u8))
            {
                sawContent = true;
                if (encoding is null && FromContent(Encoding.Latin1.GetString(reader.Value)) is WebEncoding named)
                    (encoding, needPragma) = (named, true);
            }
            else if (!sawCharset && Ascii.EqualsIgnoreCase(reader.Name, "charset"u8))
            {
                sawCharset = true;
                (encoding, needPragma) = (WebEncoding.Find(Encoding.Latin1.GetString(reader.Value)), false);
            }
        }

        at = reader.Position;
        // A tag that the bytes cut short says nothing.
        return at == bytes.Length || needPragma is null || (needPragma.Value && !gotPragma) ? null : Usable(encoding);
    }

    /// <summary>What the page cannot be in, since its meta could be read.</summary>
    public static WebEncoding? Usable(WebEncoding? encoding) => encoding?.Name switch
    {
        "UTF-16BE" or "UTF-16LE" => WebEncoding.Utf8,
        "x-user-defined" => WebEncoding.Windows1252,
        _ => encoding,
    };

    /// <summary>"Extracting a character encoding from a meta element": from <c>text/html; charset=x</c>.</summary>
    public static WebEncoding? FromContent(ReadOnlySpan<char> content)
    {
        const string Whitespace = "\t\n\f\r ";
        while (true)
        {
            int found = content.IndexOf("charset", StringComparison.OrdinalIgnoreCase);
            if (found < 0)
                return null;
            content = content[(found + 7)..].TrimStart(Whitespace);
            if (content.IsEmpty || content[0] != '=')
                continue;
            content = content[1..].TrimStart(Whitespace);
            if (content.IsEmpty)
                return null;
            if (content[0] is '"' or '\'')
            {
                int close = content[1..].IndexOf(content[0]);
                return close < 0 ? null : WebEncoding.Find(content.Slice(1, close));
            }

            int end = content.IndexOfAny(SpaceOrSemicolon);
            return WebEncoding.Find(end < 0 ? content : content[..end]);
        }
    }

    /// <summary>"Get an XML encoding": the <c>encoding</c> of an XML declaration at the very start.</summary>
    private static WebEncoding? XmlDeclaration(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)'>');
        if (!bytes.StartsWith("<?xml"u8) || end < 0)
            return null;
        ReadOnlySpan<byte> rest = bytes[..end];
        int name = rest.IndexOf("encoding"u8);
        if (name < 0)
            return null;
        rest = SkipControls(rest[(name + 8)..]);
        if (rest.IsEmpty || rest[0] != '=')
            return null;
        rest = SkipControls(rest[1..]);
        if (rest.IsEmpty || rest[0] is not ((byte)'"' or (byte)'\''))
            return null;
        int close = rest[1..].IndexOf(rest[0]);
        if (close < 0 || rest.Slice(1, close).IndexOfAnyInRange((byte)0, (byte)0x20) >= 0)
            return null;
        return Usable(WebEncoding.Find(Encoding.Latin1.GetString(rest.Slice(1, close))));
    }

    private static ReadOnlySpan<byte> SkipControls(ReadOnlySpan<byte> bytes)
    {
        int next = bytes.IndexOfAnyExceptInRange((byte)0, (byte)0x20);
        return next < 0 ? default : bytes[next..];
    }
}
