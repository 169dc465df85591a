using System.Text;
using CsCheck;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Links;

/// <summary>However the bytes of a page are cut, the same links come out.</summary>
public sealed class ChunkingTests
{
    private static readonly Uri Page = new("http://example.com/d/");

    private static readonly string[] Fragments =
    [
        .. RandomPageTests.Fragments, "<a href=\"?\u00E9&amp;&eacute;\" rel=nofollow>", "<base href=/b/>", "<meta charset=utf-8>", "<meta charset=koi8-r>",
        "<meta name=robots content=none>", "<img srcset='a 1x, b 2x'>", "<p style='a:url(b)'>", "<style>@import 'c';", "<x data-src=d>",
        "<link rel=icon href=e>", "<meta http-equiv=refresh content='1;url=f'>", "<a href=0123456789abcdefghijklmnopqrstuvwxyz>", "\r", "\n", "&eacute;",
        "<a href='?&eacute;'>", "\u001B$B", "<meta charset=iso-2022-jp>", "<svg><a xlink:href=g>", "\uFEFF",
    ];

    private static readonly LinkExtractorOptions[] AllOptions =
    [
        new() { MaxAttributeLength = 32 },
        new() { IncludeText = true, IncludeCss = true, CustomAttributes = ["data-src"] },
        new() { Unique = true, Kinds = new HashSet<LinkKind> { LinkKind.Hyperlink, LinkKind.Image }, IncludeText = true, MaxAttributeLength = 16 },
    ];

    private static readonly Gen<(byte[] Html, int[] Chunks, LinkExtractorOptions Options, string? Charset)> Case = Gen.Select(
        Gen.Int[0, Fragments.Length - 1].Array[0, 8],
        Gen.OneOf(Gen.Int[1, 1], Gen.Int[1, 3], Gen.Int[1, 40]).Array[1, 6],
        Gen.Int[0, AllOptions.Length - 1],
        Gen.Int[0, 9],
        (page, chunks, options, charset) => (
            Encoding.UTF8.GetBytes(string.Concat(page.Select(i => Fragments[i]))),
            chunks,
            AllOptions[options],
            charset switch { 0 => "utf-8", 1 => "windows-1251", 2 => "iso-2022-jp", 3 => "utf-16le", _ => null }));

    [Fact]
    public void Any_chunking_of_a_page_gives_the_same_links() => Case.Sample(
        c =>
        {
            List<Link> whole = ReadAll(c.Html, [c.Html.Length + 1], c.Options, c.Charset);
            List<Link> chunked = ReadAll(c.Html, c.Chunks, c.Options, c.Charset);
            return whole.SequenceEqual(chunked);
        },
        iter: Campaign.Cases(1_000_000),
        print: c => $"{Encoding.UTF8.GetString(c.Html)} [{string.Join(' ', c.Chunks)}] {c.Charset} {Array.IndexOf(AllOptions, c.Options)}");

    [Fact]
    public void A_page_in_memory_has_the_links_of_a_stream_but_for_what_it_says_late() => Case.Sample(
        c =>
        {
            IReadOnlyList<Link> memory = new LinkExtractor(c.Options).Extract(c.Html, Page, c.Charset);
            using var scanner = new LinkScanner(c.Options, DocumentUrl.From(Page), c.Charset, known: null);
            List<Link> stream = ReadAll(c.Html, c.Chunks, scanner);
            return scanner.LateFacts is not null || memory.SequenceEqual(stream);
        },
        iter: Campaign.Cases(100_000),
        print: c => $"{Encoding.UTF8.GetString(c.Html)} [{string.Join(' ', c.Chunks)}] {c.Charset} {Array.IndexOf(AllOptions, c.Options)}");

    private static List<Link> ReadAll(byte[] html, int[] chunks, LinkExtractorOptions options, string? charset)
    {
        using var scanner = new LinkScanner(options, Page, charset);
        return ReadAll(html, chunks, scanner);
    }

    private static List<Link> ReadAll(byte[] html, int[] chunks, LinkScanner scanner)
    {
        var links = new List<Link>();
        for (int start = 0, i = 0; start < html.Length; i++)
        {
            int length = Math.Min(chunks[i % chunks.Length], html.Length - start);
            html.AsSpan(start, length).CopyTo(scanner.GetSpan(length));
            scanner.Advance(length);
            start += length;
            while (scanner.TryRead(out Link? link))
                links.Add(link);
        }

        scanner.Complete();
        while (scanner.TryRead(out Link? link))
            links.Add(link);
        return links;
    }
}
