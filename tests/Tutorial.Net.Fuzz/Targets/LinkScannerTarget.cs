using Tutorial.Net.Tests.Links;

namespace Tutorial.Net.Fuzz;

/// <summary>A page in any chunks, read at any pace, against the same page in one piece; and without strings against with them.</summary>
/// <remarks>Choices: options (two), charset, document, then the sizes of chunks and when links are taken.</remarks>
internal sealed class LinkScannerTarget : FuzzTarget
{
    private static readonly Uri?[] Pages = [new("http://example.com/d/"), new("http://example.com/d/p?q#f"), new("https://\u00E9/"), null];

    private static readonly string?[] Charsets =
        [null, null, null, null, "utf-8", "windows-1251", "iso-2022-jp", "utf-16le", "utf-16be", "gbk", "shift_jis", "big5", "euc-jp", "x"];

    public override string Name => "links";

    public override int MaxLength => 4_096;

    public override void Run(ReadOnlySpan<byte> input)
    {
        var choices = new FuzzInput(input);
        LinkExtractorOptions options = RandomOptions.Number((choices.Next(256) + choices.Next(4) * 256) % RandomOptions.Count);
        string? charset = Charsets[choices.Next(Charsets.Length)];
        Uri? page = Pages[choices.Next(Pages.Length)];
        var steps = new List<int>();
        while (choices.HasChoices)
            steps.Add(choices.Next(256) | (choices.Next(256) << 8) | (choices.Next(256) << 16));
        using var whole = new LinkScanner(options, page, charset);
        using var chunked = new LinkScanner(options, page, charset);
        Reading expected = Reading.Of(whole, choices.Data);

        Same(expected, Reading.Of(chunked, choices.Data, steps.ToArray()), "in chunks");

        // Places in a page that is no superset of ASCII are those in its UTF-8.
        if (whole.Charset is null || WebEncoding.Find(whole.Charset)?.IsAsciiCompatible == true && options.FallbackCharset is not ("utf-16le" or "iso-2022-jp"))
        {
            foreach (Link link in expected.Links)
                Holds(link.Offset >= 0 && link.Offset < choices.Data.Length && choices.Data[(int)link.Offset] == '<', $"{link} is not there");
        }

        // What a page says late, and what nobody decodes, counts otherwise in memory.
        if (whole.LateFacts is null && !whole.HasLateCharset && whole.Charset != "replacement" && expected.Limit is null
            && choices.Data.Length <= options.MaxBytes)
        {
            SameWithoutStrings(expected.Links, choices.Data, new LinkExtractor(options), page, charset);
        }
    }

    private static void SameWithoutStrings(IReadOnlyList<Link> expected, ReadOnlySpan<byte> html, LinkExtractor extractor, Uri? page, string? charset)
    {
        int count = 0;
        foreach (LinkRef link in extractor.Enumerate(html, page, charset))
        {
            Holds(count < expected.Count, "a link more without strings");
            Same(expected[count++], link.ToLink(), "without strings");
        }

        Same(expected.Count, count, "links without strings");
        IReadOnlyList<Link> extracted = extractor.Extract(html, page, charset);
        Holds(expected.SequenceEqual(extracted), "a page in memory has other links");
    }
}
