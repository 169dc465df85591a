using System.Text;

namespace Tutorial.Net;

/// <summary>The metas that Open Graph (https://ogp.me/) and X's cards tell other sites about a page with.</summary>
internal static class SocialMeta
{
    private static ReadOnlySpan<byte> White => " \t\n\v\f\r"u8;

    /// <summary>A meta's property or name without the white space around it.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> name) => name.Trim(White);

    /// <param name="name">The meta's property or name, trimmed.</param>
    /// <param name="content">Its value.</param>
    public static bool HoldsUrl(ReadOnlySpan<byte> name, ReadOnlySpan<byte> content)
    {
        if (!StartsWith(name, "og:"u8) && !StartsWith(name, "twitter:"u8))
            return false;
        ReadOnlySpan<byte> value = content.Trim(White);
        if (StartsWith(value, "http://"u8) || StartsWith(value, "https://"u8))
            return !value.Contains((byte)' ');
        return !value.IsEmpty && IsUrlName(name[(name.LastIndexOf((byte)':') + 1)..]);
    }

    /// <summary>The last parts of the names whose values are URLs; a relative URL counts only with one of these.</summary>
    private static bool IsUrlName(ReadOnlySpan<byte> last) =>
        Ascii.EqualsIgnoreCase(last, "url"u8) || Ascii.EqualsIgnoreCase(last, "image"u8) || Ascii.EqualsIgnoreCase(last, "video"u8)
        || Ascii.EqualsIgnoreCase(last, "audio"u8) || Ascii.EqualsIgnoreCase(last, "secure_url"u8) || Ascii.EqualsIgnoreCase(last, "src"u8)
        || Ascii.EqualsIgnoreCase(last, "player"u8) || Ascii.EqualsIgnoreCase(last, "stream"u8) || Ascii.EqualsIgnoreCase(last, "see_also"u8);

    private static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix) =>
        text.Length >= prefix.Length && Ascii.EqualsIgnoreCase(text[..prefix.Length], prefix);
}
