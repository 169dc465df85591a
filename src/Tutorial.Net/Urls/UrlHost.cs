using System.Buffers;
using System.Text;

namespace Tutorial.Net;

/// <summary>The host parser and serialiser of the URL standard (section 3.5): each method appends the serialised host.</summary>
internal static partial class UrlHost
{
    private const string Forbidden = "\0\t\n\r #/:<>?@[\\]^|";

    private static readonly SearchValues<byte> ForbiddenHost = SearchValues.Create(Encoding.ASCII.GetBytes(Forbidden));
    private static readonly SearchValues<byte> PlainDomain = PercentEncoding.AllBut(Forbidden + "%");

    /// <summary>Parses the host of a special URL: a domain, an IPv4 or a bracketed IPv6 address.</summary>
    public static bool TryAppend(ref ByteBuffer output, ReadOnlySpan<byte> host)
    {
        if (!host.IsEmpty && host[0] == '[')
            return host[^1] == ']' && TryAppendIPv6(ref output, host[1..^1]);
        int start = output.Length;
        if (!host.ContainsAnyExcept(PlainDomain))
            output.AppendLower(host);
        else if (!TryAppendDecoded(ref output, host))
            return false;
        ReadOnlySpan<byte> domain = output.Written[start..];
        return !domain.IsEmpty && (!EndsInNumber(domain) || TryReplaceByIPv4(ref output, start));
    }

    /// <summary>Parses the host of any other URL: taken as it is, or a bracketed IPv6 address; may be empty.</summary>
    public static bool TryAppendOpaque(ref ByteBuffer output, ReadOnlySpan<byte> host)
    {
        if (!host.IsEmpty && host[0] == '[')
            return host[^1] == ']' && TryAppendIPv6(ref output, host[1..^1]);
        if (host.ContainsAny(ForbiddenHost))
            return false;
        PercentEncoding.Append(ref output, host, PercentEncoding.ControlSafe);
        return true;
    }

    /// <summary>Percent-decodes, then domain to ASCII, then the check for what no domain may hold.</summary>
    private static bool TryAppendDecoded(ref ByteBuffer output, ReadOnlySpan<byte> host)
    {
        int start = output.Length;
        var domain = default(ByteBuffer);
        PercentEncoding.AppendDecoded(ref domain, host);
        bool valid = true;
        if (Ascii.IsValid(domain.Written))
            output.AppendLower(domain.Written);
        else
            valid = Idna.TryAppendAscii(ref output, domain.Written);
        domain.Dispose();
        return valid && !output.Written[start..].ContainsAnyExcept(PlainDomain);
    }
}
