namespace Tutorial.Net;

/// <summary>
/// Where the components of a serialised URL lie in it. Components are read by slicing the very string that the parser gave,
/// so asking for one costs nothing.
/// </summary>
internal struct UrlParts
{
    /// <summary>After the scheme's colon.</summary>
    public int SchemeEnd;

    /// <summary>After the user name, where a <c>:</c> or <c>@</c> follows; the host's start if there are no credentials.</summary>
    public int UsernameEnd;

    /// <summary>The host's first char.</summary>
    public int HostStart;

    /// <summary>After the host.</summary>
    public int HostEnd;

    /// <summary>After host and port; where path or, with no host and a path like <c>//a</c>, its <c>/.</c> guard starts.</summary>
    public int AuthorityEnd;

    /// <summary>The path's first char.</summary>
    public int PathStart;

    /// <summary>The index of the <c>?</c>, or -1.</summary>
    public int QueryStart;

    /// <summary>The index of the <c>#</c>, or -1.</summary>
    public int FragmentStart;

    /// <summary>Which of the special schemes it is, if any.</summary>
    public UrlScheme Scheme;

    /// <summary>Whether there is a host; it may be empty (<c>file:///</c>).</summary>
    public bool HasHost;

    /// <summary>Whether the path is opaque: <c>mailto:a@b</c>, <c>data:,x</c>.</summary>
    public bool HasOpaquePath;

    public readonly bool IsSpecial => Scheme != UrlScheme.Other;

    /// <summary>The scheme without its colon.</summary>
    public readonly ReadOnlySpan<char> SchemeName(ReadOnlySpan<char> href) => href[..(SchemeEnd - 1)];

    public readonly ReadOnlySpan<char> Username(ReadOnlySpan<char> href) =>
        UsernameEnd < HostStart ? href[(SchemeEnd + 2)..UsernameEnd] : default;

    public readonly ReadOnlySpan<char> Password(ReadOnlySpan<char> href) =>
        UsernameEnd + 1 < HostStart ? href[(UsernameEnd + 1)..(HostStart - 1)] : default;

    /// <summary>The host without the port; an IPv6 address keeps its brackets.</summary>
    public readonly ReadOnlySpan<char> Hostname(ReadOnlySpan<char> href) => href[HostStart..HostEnd];

    /// <summary>The host with the port, if that is not the scheme's own.</summary>
    public readonly ReadOnlySpan<char> Host(ReadOnlySpan<char> href) => href[HostStart..AuthorityEnd];

    /// <summary>The port's digits; empty for the scheme's own port.</summary>
    public readonly ReadOnlySpan<char> Port(ReadOnlySpan<char> href) =>
        HostEnd < AuthorityEnd ? href[(HostEnd + 1)..AuthorityEnd] : default;

    public readonly ReadOnlySpan<char> Path(ReadOnlySpan<char> href) => href[PathStart..PathEnd(href.Length)];

    /// <summary>The query with its <c>?</c>; empty if there is none or nothing follows the mark.</summary>
    public readonly ReadOnlySpan<char> Query(ReadOnlySpan<char> href)
    {
        if (QueryStart < 0)
            return default;
        ReadOnlySpan<char> query = href[QueryStart..QueryEnd(href.Length)];
        return query.Length > 1 ? query : default;
    }

    /// <summary>The fragment with its <c>#</c>; empty if there is none or nothing follows the mark.</summary>
    public readonly ReadOnlySpan<char> Fragment(ReadOnlySpan<char> href) =>
        FragmentStart >= 0 && FragmentStart + 1 < href.Length ? href[FragmentStart..] : default;

    public readonly int PathEnd(int length) => QueryStart >= 0 ? QueryStart : QueryEnd(length);

    public readonly int QueryEnd(int length) => FragmentStart >= 0 ? FragmentStart : length;
}
