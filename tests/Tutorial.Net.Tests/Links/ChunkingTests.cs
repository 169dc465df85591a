using System.Text;
using CsCheck;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Links;

/// <summary>However the bytes of a page come, and however its links are taken meanwhile, the same links come out.</summary>
public sealed class ChunkingTests
{
    private static readonly Uri?[] Pages = [new("http://example.com/d/"), new("http://example.com/d/p?q#f"), new("https://\u00E9/"), null];

    private static readonly string?[] Charsets =
        ["utf-8", "windows-1251", "iso-2022-jp", "utf-16le", "utf-16be", "gbk", "shift_jis", "big5", "euc-jp", "hz-gb-2312", "x", .. Enumerable.Repeat<string?>(null, 20)];

    private static readonly Gen<Case> Cases = Gen.Select(
        Gen.Int[0, PageAlphabet.Fragments.Length - 1].Array[0, 8],
        Gen.Int[0, 1 << 20].Array[1, 6],
        Gen.Int[0, RandomOptions.Count - 1],
        Gen.Int[0, Charsets.Length - 1],
        Gen.Int[0, Pages.Length - 1],
        (page, steps, options, charset, uri) => new Case(PageAlphabet.Page(page), steps, options, Charsets[charset], Pages[uri]));

    [Theory]
    [InlineData("<a href=\"\">")]
    [InlineData("<a href=''>")]
    [InlineData("<a href>")]
    [InlineData("<a href=>")]
    [InlineData("<a rel=\"\" href=b>")]
    [InlineData("<a rel href=b>")]
    [InlineData("<a href=b rel>")]
    [InlineData("<p style=\"\">")]
    [InlineData("<x data-src=\"\">")]
    [InlineData("<x data-src=\"\" data-srcset=''>")]
    [InlineData("<frame longdesc=\"\"\0>")]
    [InlineData("<a href=\"\"\u00E9>")]
    [InlineData("<img srcset=\"\">")]
    [InlineData("<meta name=robots content=\"\"><a href=b>")]
    [InlineData("<base href=\"\"><a href=b>")]
    [InlineData("<object codebase=\"\" data=b archive='' classid=''>")]
    [InlineData("<math><annotation-xml encoding=\"\"><a href=b>")]
    [InlineData("<svg><font color=\"\"><a xlink:href=''>")]
    [InlineData("<meta property=\"\" name=og:url content=\"\">")]
    public void An_empty_value_survives_a_cut_at_every_place(string html)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(html);
        var options = new LinkExtractorOptions { IncludeCss = true, IncludeText = true, CustomAttributes = ["data-src", "data-srcset"] };
        // As long as the tag's end is in the same chunk, an empty value is as good as another.
        Reading expected = Read(bytes, options);
        for (int cut = 1; cut < bytes.Length; cut++)
        {
            using var scanner = new LinkScanner(options, Pages[0]);
            Scanning.Write(scanner, bytes.AsSpan(0, cut));
            scanner.TryRead(out Link? first);
            Reading rest = Reading.Of(scanner, bytes.AsSpan(cut));
            Assert.Equal(expected, rest with { Links = first is null ? rest.Links : [first, .. rest.Links] });
        }

        static Reading Read(byte[] bytes, LinkExtractorOptions options)
        {
            using var scanner = new LinkScanner(options, Pages[0]);
            return Reading.Of(scanner, bytes);
        }
    }

    [Fact]
    public void Any_chunking_of_a_page_gives_the_same_links() => Cases.Sample(
        c =>
        {
            using LinkScanner whole = c.Scanner(), chunked = c.Scanner();
            Assert.Equal(Reading.Of(whole, c.Html), Reading.Of(chunked, c.Html, c.Steps));
        },
        iter: Campaign.Cases(1_000_000));

    [Fact]
    public void A_page_in_memory_has_the_links_of_a_stream_but_for_what_it_says_late() => Cases.Sample(
        c =>
        {
            using LinkScanner scanner = c.Scanner();
            Reading stream = Reading.Of(scanner, c.Html, c.Steps);
            if (scanner.LateFacts is not null || scanner.HasLateCharset)
                return;
            try
            {
                IReadOnlyList<Link> links = new LinkExtractor(c.Options).Extract(c.Html, c.Page, c.Charset);
                // A page in an encoding that nobody decodes has no links, but a stream has those before it says so.
                if (links.Count == 0 && c.IsInNoEncoding())
                    return;
                Assert.Equal(stream.Links, links);
                Assert.Null(stream.Limit);
            }
            catch (LinkLimitException error)
            {
                // The size of a page in memory is known before its links are.
                bool isTooLarge = c.Html.Length > c.Options.MaxBytes;
                Assert.Equal(isTooLarge ? "MaxBytes" : stream.Limit, error.OptionName);
            }
        },
        iter: Campaign.Cases(300_000));

    /// <summary>Against a count over the whole page, which knows nothing of chunks.</summary>
    [Fact]
    public void A_link_stands_where_it_says() => Cases.Sample(
        c =>
        {
            using LinkScanner scanner = c.Scanner();
            IReadOnlyList<Link> links = Reading.Of(scanner, c.Html, c.Steps).Links;
            // What such a page begins with in ASCII is read as ASCII, and counted so; what comes before a late charset, as it was read.
            if (c.Options.FallbackCharset is "utf-16le" or "replacement" || scanner.HasLateCharset)
                return;
            int mark = MarkLength(c.Html);
            WebEncoding? encoding = scanner.Charset is { } name ? WebEncoding.Find(name) : null;
            // What was read of a page before it turned out to be in no encoding was ASCII.
            byte[] page = encoding is { IsAsciiCompatible: false, Name: not "replacement" }
                ? [.. c.Html.AsSpan(0, mark), .. Encoding.UTF8.GetBytes(encoding.Decode(c.Html.AsSpan(mark)))]
                : c.Html;
            foreach (Link link in links)
            {
                string[] lines = Encoding.Latin1.GetString(page, mark, (int)link.Offset - mark).Split(["\r\n", "\r", "\n"], StringSplitOptions.None);
                Assert.Equal(((byte)'<', lines.Length, lines[^1].Length + 1), (page[link.Offset], link.Line, link.Column));
            }
        },
        iter: Campaign.Cases(200_000));

    private static int MarkLength(ReadOnlySpan<byte> html) => html switch
    {
        [0xEF, 0xBB, 0xBF, ..] => 3,
        [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..] => 2,
        _ => 0,
    };

    private sealed record Case(byte[] Html, int[] Steps, int OptionsNumber, string? Charset, Uri? Page)
    {
        public LinkExtractorOptions Options => RandomOptions.Number(OptionsNumber);

        public LinkScanner Scanner() => new(Options, Page, Charset);

        /// <summary>Whether the page itself, late or not, says that nobody decodes it. A stream that meets a limit first never learns
        /// of it.</summary>
        public bool IsInNoEncoding()
        {
            using var scanner = new LinkScanner(new LinkExtractorOptions { FallbackCharset = Options.FallbackCharset }, Page, Charset);
            Reading.Of(scanner, Html);
            return scanner.Charset == "replacement";
        }

        public override string ToString() =>
            $"{PageAlphabet.Show(Html)} [{string.Join(' ', Steps)}] options {OptionsNumber}, {Charset}, {Page}";
    }
}
