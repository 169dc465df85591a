using System.Text.RegularExpressions;

namespace Tutorial.Net.Tests.Links;

/// <summary>Option sets that together use every option of <see cref="LinkExtractorOptions"/> that a stream allows, most of them left
/// alone in each.</summary>
internal static class RandomOptions
{
    public const int Count = 1_000;

    private static readonly Regex[] Expressions = [new("b"), new("^http:"), new("[?#]"), new("c$"), new("")];

    private static readonly string[][] Domains = [["h"], ["example.com"], ["xn--9ca", "w.h"], []];

    private static readonly string[] Attributes = ["data-src", "data-srcset", "x", "href", "style"];

    private static readonly string[] Schemes = ["http", "https", "data", "javascript"];

    private static readonly string[] Charsets = ["windows-1252", "utf-8", "koi8-r", "shift_jis", "iso-2022-jp", "utf-16le", "gb18030", "replacement", "x-user-defined"];

    private static readonly LinkExtractorOptions[] All = [.. Enumerable.Range(0, Count).Select(Make)];

    /// <summary>The same set for the same number each time; 0 is the defaults.</summary>
    public static LinkExtractorOptions Number(int number) => All[number];

    private static LinkExtractorOptions Make(int seed)
    {
        if (seed == 0)
            return new LinkExtractorOptions();
        var random = new Random(seed);
        return new LinkExtractorOptions
        {
            Kinds = Sometimes() ? random.GetItems(Enum.GetValues<LinkKind>(), random.Next(8)).ToHashSet() : null,
            Allow = Rarely() ? random.GetItems(Expressions, 1)[0] : null,
            Deny = Rarely() ? random.GetItems(Expressions[..^1], 1)[0] : null,
            AllowDomains = Rarely() ? random.GetItems(Domains, 1)[0] : null,
            DenyDomains = Rarely() ? random.GetItems(Domains, 1)[0] : null,
            Schemes = Rarely() ? random.GetItems(Schemes, random.Next(3)) : null,
            Unique = Sometimes(),
            IncludeText = random.Next(2) == 0,
            IncludeCss = random.Next(2) == 0,
            CustomAttributes = Sometimes() ? [.. Attributes.Where(_ => random.Next(2) == 0)] : [],
            FallbackCharset = Sometimes() ? random.GetItems(Charsets, 1)[0] : "windows-1252",
            MaxBytes = Rarely() ? random.Next(1, 300) : 1L << 31,
            MaxLinks = Rarely() ? random.Next(1, 6) : int.MaxValue,
            MaxUrlCharacters = Rarely() ? random.Next(1, 200) : 32L << 20,
            MaxAttributeLength = Sometimes() ? random.Next(16, 40) : 65_536,
        };

        bool Sometimes() => random.Next(4) == 0;
        bool Rarely() => random.Next(8) == 0;
    }
}
