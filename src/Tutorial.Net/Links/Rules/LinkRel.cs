using System.Text;

namespace Tutorial.Net;

/// <summary>Sets of tokens: a link's <c>rel</c>, a robots meta's <c>content</c>.</summary>
internal static class LinkRel
{
    private static readonly NameTable Icons = new(
        ["icon", "mask-icon", "fluid-icon", "apple-touch-icon", "apple-touch-icon-precomposed", "apple-touch-startup-image"]);

    private static readonly NameTable Hints = new(
        ["preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch", "prerender", "compression-dictionary"]);

    /// <summary>What a <c>link</c> with this rel is for; of several, what the browser fetches it for.</summary>
    public static LinkKind KindOf(ReadOnlySpan<byte> rel)
    {
        bool icon = false, hint = false;
        foreach (Range range in rel.SplitAny(" \t\r\n\f"u8))
        {
            ReadOnlySpan<byte> token = rel[range];
            if (Ascii.EqualsIgnoreCase(token, "stylesheet"u8))
                return LinkKind.Stylesheet;
            icon |= Icons.Find(token) >= 0;
            hint |= Hints.Find(token) >= 0;
        }

        return icon ? LinkKind.Icon : hint ? LinkKind.ResourceHint : LinkKind.Metadata;
    }

    /// <summary>Whether one of the tokens, separated by white space or commas, is the one asked for.</summary>
    public static bool Contains(ReadOnlySpan<byte> tokens, ReadOnlySpan<byte> wanted)
    {
        foreach (Range range in tokens.SplitAny(" \t\r\n\f,"u8))
        {
            if (Ascii.EqualsIgnoreCase(tokens[range], wanted))
                return true;
        }

        return false;
    }
}
