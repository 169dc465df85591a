namespace Tutorial.Net;

/// <summary>A <c>meta http-equiv=refresh</c>, by the HTML standard's shared declarative refresh steps.</summary>
internal static class MetaRefresh
{
    private static ReadOnlySpan<byte> Whitespace => "\t\n\f\r "u8;

    /// <summary>Parses the <c>content</c> attribute's value.</summary>
    /// <param name="content">The value, decoded.</param>
    /// <param name="seconds">How long to wait; past <see cref="int.MaxValue"/> it is that.</param>
    /// <param name="url">The URL as it stands, not yet resolved: one that does not parse is no refresh either. Empty if there is none,
    /// and then the document itself is loaded again.</param>
    /// <returns>False if it is no refresh at all.</returns>
    public static bool TryParse(ReadOnlySpan<byte> content, out int seconds, out ReadOnlySpan<byte> url)
    {
        seconds = 0;
        url = default;
        ReadOnlySpan<byte> rest = content.TrimStart(Whitespace);
        ReadOnlySpan<byte> time = rest.TrimStart("0123456789"u8);
        if (time.Length == rest.Length && !time.StartsWith((byte)'.'))
            return false;
        foreach (byte digit in rest[..^time.Length])
            seconds = (int)Math.Min((seconds * 10L) + digit - '0', int.MaxValue);
        rest = time.TrimStart("0123456789."u8);
        if (rest.IsEmpty)
            return true;
        if (rest[0] is not ((byte)';' or (byte)',') && !Whitespace.Contains(rest[0]))
            return false;
        rest = rest.TrimStart(Whitespace);
        if (!rest.IsEmpty && rest[0] is (byte)';' or (byte)',')
            rest = rest[1..];
        url = Url(rest.TrimStart(Whitespace));
        return true;
    }

    /// <summary>The URL after an optional <c>url=</c> and an optional quote; what only begins like that is the URL itself.</summary>
    private static ReadOnlySpan<byte> Url(ReadOnlySpan<byte> whole)
    {
        if (whole.IsEmpty || (whole[0] | 0x20) != 'u')
            return Unquote(whole);
        if (whole.Length < 3 || !System.Text.Ascii.EqualsIgnoreCase(whole[..3], "url"u8))
            return whole;
        ReadOnlySpan<byte> rest = whole[3..].TrimStart(Whitespace);
        return rest.StartsWith((byte)'=') ? Unquote(rest[1..].TrimStart(Whitespace)) : whole;
    }

    private static ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] is not ((byte)'\'' or (byte)'"'))
            return text;
        int end = text[1..].IndexOf(text[0]);
        return end < 0 ? text[1..] : text.Slice(1, end);
    }
}
