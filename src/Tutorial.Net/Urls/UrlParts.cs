namespace Tutorial.Net;

/// <summary>
/// Where the components of a serialised URL lie in it, in bytes and in chars alike since it is ASCII: <c>href.AsSpan()[parts.HostRange]</c>.
/// Each ends where the next begins or where the mark between them stands.
/// </summary>
internal struct UrlParts
{
    /// <summary>After the scheme's colon.</summary>
    public int SchemeEnd;

    /// <summary>After the user name, where a <c>:</c> or <c>@</c> follows; the host's start if there are no credentials.</summary>
    public int UsernameEnd;

    public int HostStart;

    public int HostEnd;

    /// <summary>After host and port; where path or, with no host and a path like <c>//a</c>, its <c>/.</c> guard starts.</summary>
    public int AuthorityEnd;

    public int PathStart;

    /// <summary>Where the <c>?</c> stands if there is one.</summary>
    public int PathEnd;

    /// <summary>Where the <c>#</c> stands if there is one.</summary>
    public int QueryEnd;

    public int End;

    /// <summary>Which of the special schemes it is, if any.</summary>
    public UrlScheme Scheme;

    /// <summary>Whether there is a host; it may be empty (<c>file:///</c>).</summary>
    public bool HasHost;

    /// <summary>Whether the path is opaque: <c>mailto:a@b</c>, <c>data:,x</c>.</summary>
    public bool HasOpaquePath;

    public readonly bool IsSpecial => Scheme != UrlScheme.Other;

    /// <summary>The scheme without its colon.</summary>
    public readonly Range SchemeRange => ..(SchemeEnd - 1);

    public readonly Range UsernameRange => UsernameEnd < HostStart ? (SchemeEnd + 2)..UsernameEnd : default;

    public readonly Range PasswordRange => UsernameEnd + 1 < HostStart ? (UsernameEnd + 1)..(HostStart - 1) : default;

    /// <summary>The host without the port; an IPv6 address keeps its brackets.</summary>
    public readonly Range HostRange => HostStart..HostEnd;

    /// <summary>The port's digits; empty for the scheme's own port.</summary>
    public readonly Range PortRange => HostEnd < AuthorityEnd ? (HostEnd + 1)..AuthorityEnd : default;

    public readonly Range PathRange => PathStart..PathEnd;

    /// <summary>The query with its <c>?</c>; empty if there is none or nothing follows the mark.</summary>
    public readonly Range QueryRange => QueryEnd > PathEnd + 1 ? PathEnd..QueryEnd : default;

    /// <summary>The fragment with its <c>#</c>; empty if there is none or nothing follows the mark.</summary>
    public readonly Range FragmentRange => End > QueryEnd + 1 ? QueryEnd..End : default;
}
