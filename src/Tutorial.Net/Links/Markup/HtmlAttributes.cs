namespace Tutorial.Net;

/// <summary>The names of <see cref="HtmlAttribute"/>, and sets of them as bits.</summary>
internal static class HtmlAttributes
{
    /// <summary>By number, as <see cref="Enum.GetNames{TEnum}"/> orders them; over names, because LINQ over another type is compiled
    /// anew in each process.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetNames<HtmlAttribute>().Where(IsKnown).Select(NameOf)];

    public static ulong Bit(HtmlAttribute attribute) => 1UL << (int)attribute;

    public static ulong Set(params ReadOnlySpan<HtmlAttribute> attributes)
    {
        ulong set = 0;
        foreach (HtmlAttribute attribute in attributes)
            set |= Bit(attribute);
        return set;
    }

    private static bool IsKnown(string attribute) => attribute is not (nameof(HtmlAttribute.None) or nameof(HtmlAttribute.FirstCustom));

    private static string NameOf(string attribute) => attribute switch
    {
        nameof(HtmlAttribute.HttpEquiv) => "http-equiv",
        nameof(HtmlAttribute.XlinkHref) => "xlink:href",
        _ => attribute.ToLowerInvariant(),
    };
}
