using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Tutorial.Net;

/// <summary>
/// The shortcut for what nearly every link is: a reference of plain ASCII that is absolute and normalised already, or that
/// needs nothing but the front of an http base before it.
/// </summary>
internal ref partial struct UrlParser
{
    /// <summary>What stays as it is in a path, a special URL's query and a fragment alike, and the marks between the three.</summary>
    private static readonly SearchValues<char> Simple =
        SearchValues.Create("!$%&()*+,-./0123456789:;=?#@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz|~");

    private static readonly SearchValues<char> SimpleHost = SearchValues.Create("-.0123456789_abcdefghijklmnopqrstuvwxyz");

    private static bool TryResolveSimple(ReadOnlySpan<char> input, UrlRecord? baseUrl,
        [NotNullWhen(true)] out string? href, out UrlParts parts)
    {
        href = null;
        parts = default;
        if (input.IsEmpty || input.ContainsAnyExcept(Simple) || MayHoldDotSegment(input))
            return false;
        if (input.Contains(':'))
            return TryTakeAbsolute(input, ref href, ref parts) || (input[0] is '/' or '#' or '?' && TryPrepend(input, baseUrl, ref href, ref parts));
        return TryPrepend(input, baseUrl, ref href, ref parts);
    }

    private static bool MayHoldDotSegment(ReadOnlySpan<char> input) =>
        input[0] == '.'
        || input.IndexOf("/.", StringComparison.Ordinal) >= 0
        || (input.Contains('%') && input.IndexOf("%2e", StringComparison.OrdinalIgnoreCase) >= 0);

    private static bool TryTakeAbsolute(ReadOnlySpan<char> input, [NotNullWhen(true)] ref string? href, ref UrlParts parts)
    {
        bool secure = input.StartsWith("https://", StringComparison.Ordinal);
        if (!secure && !input.StartsWith("http://", StringComparison.Ordinal))
            return false;
        int start = secure ? 8 : 7, length = input[start..].IndexOf('/');
        if (length <= 0)
            return false;
        ReadOnlySpan<char> host = input.Slice(start, length);
        // A last label that starts with a digit may be a number, which makes the host an IPv4 address; an empty one hides it.
        if (host.ContainsAnyExcept(SimpleHost) || host[^1] == '.' || char.IsAsciiDigit(host[host.LastIndexOf('.') + 1]))
            return false;
        parts.Scheme = secure ? UrlScheme.Https : UrlScheme.Http;
        parts.HasHost = true;
        parts.QueryStart = parts.FragmentStart = -1;
        parts.SchemeEnd = start - 2;
        parts.UsernameEnd = parts.HostStart = start;
        parts.HostEnd = parts.AuthorityEnd = parts.PathStart = start + length;
        href = input.ToString();
        FindQueryAndFragment(input[(start + length)..], start + length, ref parts);
        return true;
    }

    private static bool TryPrepend(ReadOnlySpan<char> input, UrlRecord? baseUrl, [NotNullWhen(true)] ref string? href, ref UrlParts parts)
    {
        if (baseUrl is null || baseUrl.Scheme is not (UrlScheme.Https or UrlScheme.Http))
            return false;
        ref readonly UrlParts known = ref baseUrl.Parts;
        int length = baseUrl.Href.Length;
        int front = input[0] switch
        {
            '/' => input.Length > 1 && input[1] == '/' ? -1 : known.AuthorityEnd,
            '#' => known.QueryEnd(length),
            '?' => known.PathEnd(length),
            _ => baseUrl.DirectoryEnd,
        };
        if (front < 0)
            return false;
        parts = known;
        parts.FragmentStart = -1;
        if (input[0] != '#')
            parts.QueryStart = -1;
        FindQueryAndFragment(input, front, ref parts);
        href = string.Concat(baseUrl.Href.AsSpan(0, front), input);
        return true;
    }

    /// <param name="tail">The URL from some place in its path, or from its query or fragment, on.</param>
    /// <param name="offset">That place.</param>
    /// <param name="parts">Where the two are noted.</param>
    private static void FindQueryAndFragment(ReadOnlySpan<char> tail, int offset, ref UrlParts parts)
    {
        int mark = tail.IndexOfAny('?', '#');
        if (mark >= 0 && tail[mark] == '?')
        {
            parts.QueryStart = offset + mark;
            int fragment = tail[mark..].IndexOf('#');
            mark = fragment < 0 ? -1 : mark + fragment;
        }

        if (mark >= 0)
            parts.FragmentStart = offset + mark;
    }
}
