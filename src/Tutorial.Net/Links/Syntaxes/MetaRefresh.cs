namespace Tutorial.Net;

/// <summary>A <c>meta http-equiv=refresh</c>, by the HTML standard's shared declarative refresh steps.</summary>
/// <param name="Seconds">How long to wait; past <see cref="int.MaxValue"/> it is that.</param>
/// <param name="Start">Where the URL starts in the content.</param>
/// <param name="Length">The URL's chars; 0 if there is none, and then the document itself is loaded again.</param>
internal readonly record struct MetaRefresh(int Seconds, int Start, int Length)
{
    private const string Whitespace = "\t\n\f\r ";

    /// <summary>Parses the <c>content</c> attribute's value.</summary>
    /// <returns>False if it is no refresh at all. The URL is as it stands, not yet resolved: one that does not parse is no refresh
    /// either.</returns>
    public static bool TryParse(ReadOnlySpan<char> content, out MetaRefresh refresh)
    {
        refresh = default;
        int at = Skip(content, 0, Whitespace), digits = at;
        at = Skip(content, at, "0123456789");
        if (at == digits && (at == content.Length || content[at] != '.'))
            return false;
        int seconds = ParseSeconds(content[digits..at]);
        at = Skip(content, at, "0123456789.");
        if (at < content.Length)
        {
            if (content[at] is not (';' or ',') && !Whitespace.Contains(content[at], StringComparison.Ordinal))
                return false;
            at = Skip(content, at, Whitespace);
            if (at < content.Length && content[at] is ';' or ',')
                at++;
            at = Skip(content, at, Whitespace);
        }

        (int start, int length) = Url(content, at);
        refresh = new MetaRefresh(seconds, start, length);
        return true;
    }

    private static int ParseSeconds(ReadOnlySpan<char> digits)
    {
        long seconds = 0;
        foreach (char digit in digits)
            seconds = Math.Min((seconds * 10) + digit - '0', int.MaxValue);
        return (int)seconds;
    }

    /// <summary>The URL after an optional <c>url=</c> and an optional quote.</summary>
    private static (int Start, int Length) Url(ReadOnlySpan<char> content, int at)
    {
        int whole = at;
        foreach (char letter in "url")
        {
            if (at == content.Length || (content[at] | 0x20) != letter)
                return at == whole ? Unquote(content, at) : (whole, content.Length - whole);
            at++;
        }

        at = Skip(content, at, Whitespace);
        if (at == content.Length || content[at] != '=')
            return (whole, content.Length - whole);
        return Unquote(content, Skip(content, at + 1, Whitespace));
    }

    private static (int Start, int Length) Unquote(ReadOnlySpan<char> content, int at)
    {
        if (at == content.Length || content[at] is not ('\'' or '"'))
            return (at, content.Length - at);
        int end = content[(at + 1)..].IndexOf(content[at]);
        return (at + 1, end < 0 ? content.Length - at - 1 : end);
    }

    private static int Skip(ReadOnlySpan<char> content, int at, string chars)
    {
        int next = content[at..].IndexOfAnyExcept(chars);
        return next < 0 ? content.Length : at + next;
    }
}
