using System.Buffers;
using System.Globalization;

namespace Tutorial.Net;

/// <summary>The authority, host and port states.</summary>
internal ref partial struct UrlParser
{
    private static readonly SearchValues<byte> AuthorityEndSpecial = SearchValues.Create("/\\?#"u8);
    private static readonly SearchValues<byte> AuthorityEndOther = SearchValues.Create("/?#"u8);

    private bool AuthorityState(ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOfAny(_parts.IsSpecial ? AuthorityEndSpecial : AuthorityEndOther);
        ReadOnlySpan<byte> authority = end < 0 ? rest : rest[..end];
        _out.Append("//"u8);
        _parts.HasHost = true;
        _parts.UsernameEnd = _out.Length;
        int at = authority.LastIndexOf((byte)'@');
        if (at >= 0)
        {
            AppendCredentials(authority[..at]);
            authority = authority[(at + 1)..];
            if (authority.IsEmpty)
                return Fail(UrlError.NoHost);
        }

        return HostAndPort(authority) && PathStartState(end < 0 ? default : rest[end..]);
    }

    private void AppendCredentials(ReadOnlySpan<byte> credentials)
    {
        int colon = credentials.IndexOf((byte)':');
        ReadOnlySpan<byte> password = colon < 0 ? default : credentials[(colon + 1)..];
        PercentEncoding.Append(ref _out, colon < 0 ? credentials : credentials[..colon], PercentEncoding.UserinfoSafe);
        _parts.UsernameEnd = _out.Length;
        if (!password.IsEmpty)
        {
            _out.Append((byte)':');
            PercentEncoding.Append(ref _out, password, PercentEncoding.UserinfoSafe);
        }

        if (_out.Length > _parts.SchemeEnd + 2)
            _out.Append((byte)'@');
    }

    private bool HostAndPort(ReadOnlySpan<byte> authority)
    {
        _parts.HostStart = _out.Length;
        int colon = PortColon(authority);
        ReadOnlySpan<byte> host = colon < 0 ? authority : authority[..colon];
        if (host.IsEmpty && (colon >= 0 || _parts.IsSpecial))
            return Fail(UrlError.NoHost);
        if (!(_parts.IsSpecial ? UrlHost.TryAppend(ref _out, host) : UrlHost.TryAppendOpaque(ref _out, host)))
            return Fail(UrlError.BadHost);
        _parts.HostEnd = _out.Length;
        if (colon >= 0 && !AppendPort(authority[(colon + 1)..]))
            return Fail(UrlError.BadPort);
        _parts.AuthorityEnd = _out.Length;
        return true;
    }

    /// <summary>The first colon after the brackets, or -1. A bracket elsewhere is in no host, wherever that ends.</summary>
    private static int PortColon(ReadOnlySpan<byte> authority)
    {
        int from = authority.StartsWith((byte)'[') ? authority.IndexOf((byte)']') : 0;
        int colon = from < 0 ? -1 : authority[from..].IndexOf((byte)':');
        return colon < 0 ? -1 : from + colon;
    }

    private bool AppendPort(ReadOnlySpan<byte> digits)
    {
        if (digits.IsEmpty)
            return true;
        // A number may end in NUL for TryParse.
        bool isNumber = !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9');
        if (!isNumber || !ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
            return false;
        if (port == DefaultPort(_parts.Scheme))
            return true;
        _out.Append((byte)':');
        _out.Append(port);
        return true;
    }

    private static int? DefaultPort(UrlScheme scheme) => scheme switch
    {
        UrlScheme.Http or UrlScheme.Ws => 80,
        UrlScheme.Https or UrlScheme.Wss => 443,
        UrlScheme.Ftp => 21,
        _ => null,
    };
}
