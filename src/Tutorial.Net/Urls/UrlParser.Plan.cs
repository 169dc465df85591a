using System.Buffers;

namespace Tutorial.Net;

/// <summary>
/// The shortcut for what nearly every link is: a reference of plain ASCII that is absolute and normalised already, or that
/// needs nothing but the front of an http base before it.
/// </summary>
internal ref partial struct UrlParser
{
    /// <summary>What stays as it is in a path, a special URL's query and a fragment alike, and the marks between the three.</summary>
    private static readonly SearchValues<byte> Simple = PercentEncoding.AllBut(" \"'<>\\^`{}");

    private static readonly SearchValues<byte> SimpleHost = SearchValues.Create("-.0123456789_abcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Finds out whether the URL is the base's first <paramref name="front"/> bytes and the input as it stands.</summary>
    /// <param name="input">The reference.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="baseUrl">The base, or null.</param>
    /// <param name="front">How much of the base goes before it; 0 where it is absolute.</param>
    /// <returns>False if that takes <see cref="ResolveFully"/> to say.</returns>
    public static bool TryPlan(ReadOnlySpan<byte> input, in UrlShape shape, WebUrl? baseUrl, out int front)
    {
        front = 0;
        if (!shape.IsSimple && !IsSimple(input))
            return false;
        WebUrl? site = baseUrl?.Parts.Scheme is UrlScheme.Https or UrlScheme.Http ? baseUrl : null;
        if (shape.HasColon && input[0] is not ((byte)'/' or (byte)'#' or (byte)'?'))
            return IsOn(site, input) || IsAbsolute(input);
        if (site is null || input.StartsWith("//"u8))
            return false;
        front = input[0] switch
        {
            (byte)'/' => site.Parts.AuthorityEnd,
            (byte)'?' => site.Parts.PathEnd,
            (byte)'#' => site.Parts.QueryEnd,
            _ => site.DirectoryEnd,
        };
        return true;
    }

    /// <summary>The same, and where the URL's components lie.</summary>
    public static bool TryPlan(ReadOnlySpan<byte> input, WebUrl? baseUrl, out int front, out UrlParts parts)
    {
        var shape = UrlShape.Of(input);
        bool isPlanned = TryPlan(input, shape, baseUrl, out front);
        parts = isPlanned ? PartsOf(input, shape, baseUrl, front) : default;
        return isPlanned;
    }

    /// <summary>Where the components of the URL lie that <see cref="TryPlan(ReadOnlySpan{byte}, in UrlShape, WebUrl?, out int)"/> has
    /// found.</summary>
    public static UrlParts PartsOf(ReadOnlySpan<byte> input, in UrlShape shape, WebUrl? baseUrl, int front)
    {
        UrlParts parts = front > 0 || IsOn(baseUrl, input) ? baseUrl!.Parts : AuthorityOf(input);
        int mark = shape.Mark, fragment = mark < 0 ? -1 : input[mark..].IndexOf((byte)'#');
        parts.End = front + input.Length;
        parts.QueryEnd = fragment < 0 ? parts.End : front + mark + fragment;
        if (input[0] != '#')
            parts.PathEnd = mark < 0 ? parts.End : front + mark;
        return parts;
    }

    private static bool IsSimple(ReadOnlySpan<byte> input) =>
        !input.IsEmpty && !input.ContainsAnyExcept(Simple) && !MayHoldDotSegment(input);

    private static bool MayHoldDotSegment(ReadOnlySpan<byte> input) =>
        input[0] == '.' || input.IndexOf("/."u8) >= 0 || (input.Contains((byte)'%') && HoldsEncodedDot(input));

    /// <summary>Whether there is a <c>%2e</c>, in capitals or not.</summary>
    private static bool HoldsEncodedDot(ReadOnlySpan<byte> text) => text.IndexOf("%2e"u8) >= 0 || text.IndexOf("%2E"u8) >= 0;

    /// <summary>Whether it begins as the site's own address does: that is right already up to the path.</summary>
    private static bool IsOn(WebUrl? site, ReadOnlySpan<byte> input)
    {
        int end = site?.Parts.AuthorityEnd ?? 0;
        return end > 0 && end < input.Length && input[end] == '/' && input.StartsWith(site!.Utf8[..end]);
    }

    private static bool IsAbsolute(ReadOnlySpan<byte> input)
    {
        int start = input.StartsWith("https://"u8) ? 8 : input.StartsWith("http://"u8) ? 7 : input.Length;
        int length = input[start..].IndexOf((byte)'/');
        if (length <= 0)
            return false;
        ReadOnlySpan<byte> host = input.Slice(start, length);
        // A last label that starts with a digit may be a number, which makes the host an IPv4 address; an empty one hides it.
        return !host.ContainsAnyExcept(SimpleHost) && host[^1] != '.'
            && !char.IsAsciiDigit((char)host[host.LastIndexOf((byte)'.') + 1]);
    }

    /// <summary>The components of a plain absolute URL up to its path.</summary>
    private static UrlParts AuthorityOf(ReadOnlySpan<byte> url)
    {
        bool secure = url[4] == 's';
        int start = secure ? 8 : 7, end = start + url[start..].IndexOf((byte)'/');
        return new UrlParts
        {
            Scheme = secure ? UrlScheme.Https : UrlScheme.Http,
            HasHost = true,
            SchemeEnd = start - 2,
            UsernameEnd = start,
            HostStart = start,
            HostEnd = end,
            AuthorityEnd = end,
            PathStart = end,
        };
    }
}
