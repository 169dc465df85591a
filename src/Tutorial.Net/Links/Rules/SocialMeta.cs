namespace Tutorial.Net;

/// <summary>The metas that Open Graph (https://ogp.me/) and X's cards tell other sites about a page with.</summary>
internal static class SocialMeta
{
    /// <summary>The last parts of the names whose values are URLs; a relative URL counts only with one of these.</summary>
    private static readonly string[] UrlNames = ["url", "image", "video", "audio", "secure_url", "src", "player", "stream", "see_also"];

    /// <param name="name">The meta's property or name, in lower case.</param>
    /// <param name="content">Its value.</param>
    public static bool HoldsUrl(string name, ReadOnlySpan<char> content)
    {
        if (!name.StartsWith("og:", StringComparison.Ordinal) && !name.StartsWith("twitter:", StringComparison.Ordinal))
            return false;
        ReadOnlySpan<char> value = content.Trim();
        bool isAbsolute = value.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || value.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        if (isAbsolute)
            return !value.Contains(' ');
        string last = name[(name.LastIndexOf(':') + 1)..];
        return !value.IsEmpty && Array.IndexOf(UrlNames, last) >= 0;
    }
}
