using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;

namespace Tutorial.Net;

/// <summary>The options that leave links out. None of them needs a string.</summary>
internal sealed class LinkFilter
{
    public required FrozenSet<LinkKind>? Kinds { private get; init; }

    public required Regex? Allow { private get; init; }

    public required Regex? Deny { private get; init; }

    public required Regex? AllowText { private get; init; }

    public required Regex? DenyText { private get; init; }

    /// <summary>Hosts in small ASCII letters.</summary>
    public required byte[][]? AllowDomains { private get; init; }

    public required byte[][]? DenyDomains { private get; init; }

    public required byte[][]? Schemes { private get; init; }

    public required FrozenSet<string>? AllowElements { private get; init; }

    public required FrozenSet<string>? DenyElements { private get; init; }

    public required FrozenSet<string>? DenyAttributes { private get; init; }

    public required LinkPredicate? Where { private get; init; }

    public bool TakesAllElements => AllowElements is null && DenyElements is null;

    /// <summary>Whether a filter wants to see the text of a link that has one.</summary>
    public bool WaitsForText => AllowText is not null || DenyText is not null || Where is not null;

    /// <summary>Whether a filter looks at a URL's scheme or host.</summary>
    public bool SeesParts => Schemes is not null || AllowDomains is not null || DenyDomains is not null;

    /// <summary>Whether a filter may throw, or see what the links before it led to.</summary>
    public bool RunsCode => Allow is not null || Deny is not null || WaitsForText;

    public bool Takes(LinkKind kind) => Kinds is null || Kinds.Contains(kind);

    public bool TakesElement(string name) => AllowElements?.Contains(name) != false && DenyElements?.Contains(name) != true;

    public bool TakesAttribute(string name) => DenyAttributes?.Contains(name) != true;

    /// <param name="url">The URL, or the raw value where <paramref name="parsed"/> is false: it has neither scheme nor host then.</param>
    /// <param name="parts">Where its components lie, if <see cref="SeesParts"/>.</param>
    /// <param name="parsed">Whether it is a URL.</param>
    public bool Takes(ReadOnlySpan<byte> url, in UrlParts parts, bool parsed)
    {
        if (Schemes is not null && !(parsed && Contains(Schemes, url[parts.SchemeRange])))
            return false;
        if (AllowDomains is not null && !(parsed && IsOn(AllowDomains, url[parts.HostRange])))
            return false;
        if (DenyDomains is not null && parsed && IsOn(DenyDomains, url[parts.HostRange]))
            return false;
        return Matches(url, Allow, Deny);
    }

    /// <summary>The filters that look at more than the URL.</summary>
    public bool Takes(LinkRef link) => Matches(link.Text, AllowText, DenyText) && (Where is null || Where(link));

    private static bool Matches(ReadOnlySpan<byte> text, Regex? allow, Regex? deny)
    {
        if (allow is null && deny is null)
            return true;
        char[] chars = ArrayPool<char>.Shared.Rent(text.Length);
        ReadOnlySpan<char> decoded = chars.AsSpan(0, Encoding.UTF8.GetChars(text, chars));
        try
        {
            return (allow is null || allow.IsMatch(decoded)) && (deny is null || !deny.IsMatch(decoded));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }
    }

    private static bool Contains(byte[][] names, ReadOnlySpan<byte> name)
    {
        foreach (byte[] candidate in names)
        {
            if (Ascii.EqualsIgnoreCase(name, candidate))
                return true;
        }

        return false;
    }

    private static bool IsOn(byte[][] domains, ReadOnlySpan<byte> host)
    {
        host = host.TrimEnd((byte)'.');
        foreach (byte[] domain in domains)
        {
            int rest = host.Length - domain.Length;
            if (rest >= 0 && Ascii.EqualsIgnoreCase(host[rest..], domain) && (rest == 0 || host[rest - 1] == '.'))
                return true;
        }

        return false;
    }
}
