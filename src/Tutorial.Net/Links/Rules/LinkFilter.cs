using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Tutorial.Net;

/// <summary>The options that leave links out by what their URL is.</summary>
internal sealed class LinkFilter(LinkExtractorOptions options)
{
    private readonly FrozenSet<LinkKind>? _kinds = options.KindSet;
    private readonly Regex? _allow = options.Allow;
    private readonly Regex? _deny = options.Deny;
    private readonly IReadOnlyCollection<string>? _allowDomains = options.AllowDomains;
    private readonly IReadOnlyCollection<string>? _denyDomains = options.DenyDomains;
    private readonly IReadOnlyCollection<string>? _schemes = options.Schemes;

    public bool Takes(LinkKind kind) => _kinds is null || _kinds.Contains(kind);

    /// <param name="url">The URL, or the raw value where <paramref name="parsed"/> is false: it has neither scheme nor host then.</param>
    /// <param name="parts">Where its components lie.</param>
    /// <param name="parsed">Whether it is a URL.</param>
    public bool Takes(string url, in UrlParts parts, bool parsed)
    {
        if (_schemes is not null && !(parsed && Contains(_schemes, parts.SchemeName(url))))
            return false;
        if (_allowDomains is not null && !(parsed && IsOn(_allowDomains, parts.Hostname(url))))
            return false;
        if (_denyDomains is not null && parsed && IsOn(_denyDomains, parts.Hostname(url)))
            return false;
        return (_allow is null || _allow.IsMatch(url)) && (_deny is null || !_deny.IsMatch(url));
    }

    private static bool Contains(IReadOnlyCollection<string> names, ReadOnlySpan<char> name)
    {
        foreach (string candidate in names)
        {
            if (name.Equals(candidate, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static bool IsOn(IReadOnlyCollection<string> domains, ReadOnlySpan<char> host)
    {
        host = host.TrimEnd('.');
        foreach (string domain in domains)
        {
            bool ends = host.EndsWith(domain, StringComparison.OrdinalIgnoreCase);
            if (ends && (host.Length == domain.Length || host[host.Length - domain.Length - 1] == '.'))
                return true;
        }

        return false;
    }
}
