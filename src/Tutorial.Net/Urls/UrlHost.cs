using System.Buffers;
using System.Text;

namespace Tutorial.Net;

/// <summary>The host parser and serialiser of the URL standard (section 3.5): each method appends the serialised host.</summary>
internal static partial class UrlHost
{
    private const string Forbidden = "\0\t\n\r #/:<>?@[\\]^|";

    private static readonly SearchValues<char> ForbiddenHost = SearchValues.Create(Forbidden);
    private static readonly SearchValues<char> PlainDomain = SearchValues.Create(
        string.Concat(Enumerable.Range(0x21, 0x5E).Select(c => (char)c).Where(c => !Forbidden.Contains(c, StringComparison.Ordinal) && c != '%')));

    /// <summary>Parses the host of a special URL: a domain, an IPv4 or a bracketed IPv6 address.</summary>
    public static bool TryAppend(ref CharBuffer output, ReadOnlySpan<char> host)
    {
        if (!host.IsEmpty && host[0] == '[')
            return host[^1] == ']' && TryAppendIPv6(ref output, host[1..^1]);
        int start = output.Length;
        if (!host.ContainsAnyExcept(PlainDomain))
            output.AppendLower(host);
        else if (!TryAppendDecoded(ref output, host))
            return false;
        ReadOnlySpan<char> domain = output.Written[start..];
        return !domain.IsEmpty && (!EndsInNumber(domain) || TryReplaceByIPv4(ref output, start));
    }

    /// <summary>Parses the host of any other URL: taken as it is, or a bracketed IPv6 address; may be empty.</summary>
    public static bool TryAppendOpaque(ref CharBuffer output, ReadOnlySpan<char> host)
    {
        if (!host.IsEmpty && host[0] == '[')
            return host[^1] == ']' && TryAppendIPv6(ref output, host[1..^1]);
        if (host.ContainsAny(ForbiddenHost))
            return false;
        PercentEncoding.Append(ref output, host, PercentEncoding.ControlSafe);
        return true;
    }

    /// <summary>Percent-decodes, then domain to ASCII, then the check for what no domain may hold.</summary>
    private static bool TryAppendDecoded(ref CharBuffer output, ReadOnlySpan<char> host)
    {
        int start = output.Length;
        byte[] bytes = ArrayPool<byte>.Shared.Rent(host.Length * 3);
        char[] chars = ArrayPool<char>.Shared.Rent(host.Length * 3);
        int count = PercentEncoding.Decode(host, bytes);
        ReadOnlySpan<char> domain = chars.AsSpan(0, Encoding.UTF8.GetChars(bytes.AsSpan(0, count), chars));
        bool valid = true;
        if (Ascii.IsValid(domain))
            output.AppendLower(domain);
        else
            valid = Idna.TryAppendAscii(ref output, domain);
        ArrayPool<byte>.Shared.Return(bytes);
        ArrayPool<char>.Shared.Return(chars);
        return valid && !output.Written[start..].ContainsAnyExcept(PlainDomain);
    }
}
