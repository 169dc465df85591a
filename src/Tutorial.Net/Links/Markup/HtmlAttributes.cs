namespace Tutorial.Net;

/// <summary>The names of <see cref="HtmlAttribute"/>, and sets of them as bits.</summary>
internal static class HtmlAttributes
{
    /// <summary>By number.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Enum.GetValues<HtmlAttribute>().Where(IsKnown).Order().Select(NameOf)];

    public static ulong Bit(HtmlAttribute attribute) => 1UL << (int)attribute;

    public static ulong Set(params ReadOnlySpan<HtmlAttribute> attributes)
    {
        ulong set = 0;
        foreach (HtmlAttribute attribute in attributes)
            set |= Bit(attribute);
        return set;
    }

    private static bool IsKnown(HtmlAttribute attribute) => attribute is > HtmlAttribute.None and < HtmlAttribute.FirstCustom;

    private static string NameOf(HtmlAttribute attribute) => attribute switch
    {
        HtmlAttribute.HttpEquiv => "http-equiv",
        HtmlAttribute.XlinkHref => "xlink:href",
        _ => attribute.ToString().ToLowerInvariant(),
    };
}
