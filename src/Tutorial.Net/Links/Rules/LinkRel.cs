namespace Tutorial.Net;

/// <summary>Sets of tokens: a link's <c>rel</c>, a robots meta's <c>content</c>.</summary>
internal static class LinkRel
{
    /// <summary>What a <c>link</c> with this rel is for; of several, what the browser fetches it for.</summary>
    public static LinkKind KindOf(string? rel)
    {
        bool icon = false, hint = false;
        foreach (Range range in rel.AsSpan().SplitAny(" \t\r\n\f"))
        {
            ReadOnlySpan<char> token = rel.AsSpan(range);
            if (token.Equals("stylesheet", StringComparison.OrdinalIgnoreCase))
                return LinkKind.Stylesheet;
            icon |= IsIcon(token);
            hint |= IsHint(token);
        }

        return icon ? LinkKind.Icon : hint ? LinkKind.ResourceHint : LinkKind.Metadata;
    }

    /// <summary>Whether one of the tokens, separated by white space or commas, is the one asked for.</summary>
    public static bool Contains(ReadOnlySpan<char> tokens, ReadOnlySpan<char> wanted)
    {
        foreach (Range range in tokens.SplitAny(" \t\r\n\f,"))
        {
            if (tokens[range].Equals(wanted, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static bool IsIcon(ReadOnlySpan<char> token) =>
        token.Equals("icon", StringComparison.OrdinalIgnoreCase)
        || token.Equals("mask-icon", StringComparison.OrdinalIgnoreCase)
        || token.Equals("fluid-icon", StringComparison.OrdinalIgnoreCase)
        || token.Equals("apple-touch-icon", StringComparison.OrdinalIgnoreCase)
        || token.Equals("apple-touch-icon-precomposed", StringComparison.OrdinalIgnoreCase)
        || token.Equals("apple-touch-startup-image", StringComparison.OrdinalIgnoreCase);

    private static bool IsHint(ReadOnlySpan<char> token) =>
        token.Equals("preload", StringComparison.OrdinalIgnoreCase)
        || token.Equals("modulepreload", StringComparison.OrdinalIgnoreCase)
        || token.Equals("prefetch", StringComparison.OrdinalIgnoreCase)
        || token.Equals("preconnect", StringComparison.OrdinalIgnoreCase)
        || token.Equals("dns-prefetch", StringComparison.OrdinalIgnoreCase)
        || token.Equals("prerender", StringComparison.OrdinalIgnoreCase)
        || token.Equals("compression-dictionary", StringComparison.OrdinalIgnoreCase);
}
