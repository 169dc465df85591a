using System.Buffers;

namespace Tutorial.Net;

/// <summary>The authority, host and port states.</summary>
internal ref partial struct UrlParser
{
    private static readonly SearchValues<char> AuthorityEndSpecial = SearchValues.Create("/\\?#");
    private static readonly SearchValues<char> AuthorityEndOther = SearchValues.Create("/?#");

    private bool AuthorityState(ReadOnlySpan<char> rest)
    {
        int end = rest.IndexOfAny(_parts.IsSpecial ? AuthorityEndSpecial : AuthorityEndOther);
        ReadOnlySpan<char> authority = end < 0 ? rest : rest[..end];
        _out.Append("//");
        _parts.HasHost = true;
        int at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            AppendCredentials(authority[..at]);
            authority = authority[(at + 1)..];
            if (authority.IsEmpty)
                return false;
        }
        else
        {
            _parts.UsernameEnd = _out.Length;
        }

        return HostAndPort(authority) && PathStartState(end < 0 ? default : rest[end..]);
    }

    private void AppendCredentials(ReadOnlySpan<char> credentials)
    {
        int colon = credentials.IndexOf(':');
        ReadOnlySpan<char> password = colon < 0 ? default : credentials[(colon + 1)..];
        PercentEncoding.Append(ref _out, colon < 0 ? credentials : credentials[..colon], PercentEncoding.UserinfoSafe);
        _parts.UsernameEnd = _out.Length;
        if (!password.IsEmpty)
        {
            _out.Append(':');
            PercentEncoding.Append(ref _out, password, PercentEncoding.UserinfoSafe);
        }

        if (_out.Length > _parts.SchemeEnd + 2)
            _out.Append('@');
    }

    private bool HostAndPort(ReadOnlySpan<char> authority)
    {
        _parts.HostStart = _out.Length;
        int colon = PortColon(authority);
        ReadOnlySpan<char> host = colon < 0 ? authority : authority[..colon];
        if (host.IsEmpty && (colon >= 0 || _parts.IsSpecial))
            return false;
        if (!AppendHost(host))
            return false;
        _parts.HostEnd = _out.Length;
        if (colon >= 0 && !AppendPort(authority[(colon + 1)..]))
            return false;
        _parts.AuthorityEnd = _out.Length;
        return true;
    }

    /// <summary>The first colon outside brackets, or -1.</summary>
    private static int PortColon(ReadOnlySpan<char> authority)
    {
        int colon = authority.IndexOf(':');
        if (colon < 0 || !authority[..colon].Contains('['))
            return colon;
        bool inside = false;
        for (int i = 0; i < authority.Length; i++)
        {
            if (authority[i] == ':' && !inside)
                return i;
            inside = authority[i] == '[' || (inside && authority[i] != ']');
        }

        return -1;
    }

    private bool AppendPort(ReadOnlySpan<char> digits)
    {
        uint port = 0;
        foreach (char c in digits)
        {
            if (!char.IsAsciiDigit(c))
                return false;
            port = (port * 10) + (uint)(c - '0');
            if (port > ushort.MaxValue)
                return false;
        }

        if (digits.IsEmpty || port == DefaultPort(_parts.Scheme))
            return true;
        _out.Append(':');
        _out.Append(port);
        return true;
    }

    private static uint? DefaultPort(UrlScheme scheme) => scheme switch
    {
        UrlScheme.Http or UrlScheme.Ws => 80,
        UrlScheme.Https or UrlScheme.Wss => 443,
        UrlScheme.Ftp => 21,
        _ => null,
    };

    private bool AppendHost(ReadOnlySpan<char> host) =>
        _parts.IsSpecial ? UrlHost.TryAppend(ref _out, host) : UrlHost.TryAppendOpaque(ref _out, host);
}
