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
    /// <param name="baseUrl">The base, or null.</param>
    /// <param name="front">How much of the base goes before it; 0 where it is absolute.</param>
    /// <param name="parts">Where the URL's components lie.</param>
    /// <returns>False if that takes <see cref="ResolveFully"/> to say.</returns>
    public static bool TryPlan(ReadOnlySpan<byte> input, WebUrl? baseUrl, out int front, out UrlParts parts)
    {
        parts = default;
        front = 0;
        if (input.IsEmpty || input.ContainsAnyExcept(Simple) || MayHoldDotSegment(input))
            return false;
        if (input[0] is not ((byte)'/' or (byte)'#' or (byte)'?') && input.Contains((byte)':'))
            return TryTakeAbsolute(input, ref parts);
        if (baseUrl is null || baseUrl.Parts.Scheme is not (UrlScheme.Https or UrlScheme.Http))
            return false;
        parts = baseUrl.Parts;
        switch (input[0])
        {
            case (byte)'/' when input.Length > 1 && input[1] == '/':
                return false;
            case (byte)'/':
                front = parts.AuthorityEnd;
                break;
            case (byte)'#':
                front = parts.QueryEnd;
                parts.End = front + input.Length;
                return true;
            case (byte)'?':
                front = parts.PathEnd;
                break;
            default:
                front = baseUrl.DirectoryEnd;
                break;
        }

        FindQueryAndFragment(input, front, ref parts);
        return true;
    }

    private static bool MayHoldDotSegment(ReadOnlySpan<byte> input) =>
        input[0] == '.' || input.IndexOf("/."u8) >= 0 || (input.Contains((byte)'%') && HoldsEncodedDot(input));

    /// <summary>Whether there is a <c>%2e</c>, in capitals or not.</summary>
    private static bool HoldsEncodedDot(ReadOnlySpan<byte> text) => text.IndexOf("%2e"u8) >= 0 || text.IndexOf("%2E"u8) >= 0;

    private static bool TryTakeAbsolute(ReadOnlySpan<byte> input, ref UrlParts parts)
    {
        bool secure = input.StartsWith("https://"u8);
        if (!secure && !input.StartsWith("http://"u8))
            return false;
        int start = secure ? 8 : 7, length = input[start..].IndexOf((byte)'/');
        if (length <= 0)
            return false;
        ReadOnlySpan<byte> host = input.Slice(start, length);
        // A last label that starts with a digit may be a number, which makes the host an IPv4 address; an empty one hides it.
        if (host.ContainsAnyExcept(SimpleHost) || host[^1] == '.' || char.IsAsciiDigit((char)host[host.LastIndexOf((byte)'.') + 1]))
            return false;
        parts.Scheme = secure ? UrlScheme.Https : UrlScheme.Http;
        parts.HasHost = true;
        parts.SchemeEnd = start - 2;
        parts.UsernameEnd = parts.HostStart = start;
        parts.HostEnd = parts.AuthorityEnd = parts.PathStart = start + length;
        FindQueryAndFragment(input[(start + length)..], start + length, ref parts);
        return true;
    }

    /// <param name="tail">The URL from some place in its path, or from its query, on.</param>
    /// <param name="offset">That place.</param>
    /// <param name="parts">Where the ends are noted.</param>
    private static void FindQueryAndFragment(ReadOnlySpan<byte> tail, int offset, ref UrlParts parts)
    {
        parts.PathEnd = parts.QueryEnd = parts.End = offset + tail.Length;
        int mark = tail.IndexOfAny((byte)'?', (byte)'#');
        if (mark < 0)
            return;
        parts.PathEnd = parts.QueryEnd = offset + mark;
        if (tail[mark] == '#')
            return;
        int fragment = tail[mark..].IndexOf((byte)'#');
        parts.QueryEnd = fragment < 0 ? parts.End : offset + mark + fragment;
    }
}
