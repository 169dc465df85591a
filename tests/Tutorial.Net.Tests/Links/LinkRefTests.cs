using System.Text;
using CsCheck;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Links;

/// <summary>Links without strings: the same as those with, at no allocation.</summary>
public sealed class LinkRefTests
{
    private static readonly Uri Page = new("http://example.com/d/p?q#f");

    private static readonly Gen<(byte[] Html, int Options)> Cases = Gen.Select(
        Gen.Int[0, PageAlphabet.Fragments.Length - 1].Array[0, 8], Gen.Int[0, RandomOptions.Count - 1],
        (page, options) => (PageAlphabet.Page(page), options));

    /// <summary>What the page says late counts otherwise in memory: that is said of it.</summary>
    [Fact]
    public async Task Enumerate_Extract_and_ExtractAsync_give_the_same() => await Cases.SampleAsync(
        async c =>
        {
            LinkExtractorOptions options = RandomOptions.Number(c.Options);
            using var scanner = new LinkScanner(options, Page);
            Reading stream = Reading.Of(scanner, c.Html);
            if (scanner.LateFacts is not null || scanner.HasLateCharset || c.Html.Length > options.MaxBytes || scanner.Charset == "replacement")
                return;
            // A stream may pass a limit before it learns that nobody decodes the page.
            using var unlimited = new LinkScanner(documentUri: Page);
            if (stream.Limit is not null && Reading.Of(unlimited, c.Html).Charset == "replacement")
                return;
            var extractor = new LinkExtractor(options);
            (List<Link> enumerated, string? limit) = Enumerated(extractor, c.Html);
            Assert.Equal((stream.Limit, stream.Links.Count), (limit, enumerated.Count));
            Assert.Equal(stream.Links, enumerated);
            if (limit is not null)
                return;
            Assert.Equal(stream.Links, extractor.Extract(c.Html, Page));
            var streamed = new List<Link>();
            using var memory = new MemoryStream(c.Html);
            await foreach (Link link in extractor.ExtractAsync(memory, Page))
                streamed.Add(link);
            Assert.Equal(stream.Links, streamed);
        },
        iter: Campaign.Cases(100_000), print: c => $"options {c.Options}: {Encoding.Latin1.GetString(c.Html)}");

    [Fact]
    public void A_link_allocates_nothing_references_and_rel_included()
    {
        byte[] page = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 300).Select(i =>
            $"<p class=x><a rel='nofollow me' href=\"/a/{i}?b=1&amp;c={i}&eacute;\">x</a><img srcset='a 1x, b 2x' src=../{i}.png>"
            + $"<a href='http://h/{i}'>y</a><x-{i} style='a:url(b\\29 c)'><link rel=icon href=\u00E9>\n")));
        var extractor = new LinkExtractor(new LinkExtractorOptions { IncludeCss = true });
        Count(extractor, page);
        long one = Allocated.By(() => Count(extractor, page[..(page.Length / 3)])), all = Allocated.By(() => Count(extractor, page));

        Assert.Equal(2100, Count(extractor, page));
        // What a page takes, and what the slice of the array above does, is no link's.
        Assert.InRange(all - one, long.MinValue, 0);
    }

    [Theory]
    [InlineData("", 0xEF46DB3751D8E999)]
    [InlineData("a", 0xD24EC4F1A98C6E5B)]
    [InlineData("abc", 0x44BC2CF5AD770999)]
    [InlineData("Nobody inspects the spammish repetition", 0xFBCEA83C8A378BF1UL)]
    [InlineData("http://example.com/a/path/that/is/longer/than/sixty-four/bytes?with=a&query#and-a-fragment", 0xACBEBD95C7CD9079UL)]
    public void The_hash_is_XXH64(string text, ulong hash) => Assert.Equal(hash, XxHash64.Hash(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void A_predicate_sees_each_link_and_its_text_before_there_is_a_string()
    {
        var options = new LinkExtractorOptions { IncludeText = true, Where = link => link.Text.SequenceEqual("yes"u8), Unique = true };

        IReadOnlyList<Link> links = new LinkExtractor(options).Extract("<a href=a>no</a><a href=a>yes</a><a href=b>yes</a><img src=c>", Page);

        Assert.Equal(["http://example.com/d/a", "http://example.com/d/b"], links.Select(link => link.Url));
    }

    // What the page says of all of its links | where
    [Theory]
    [InlineData("<meta name=robots content=nofollow><a href=1>x</a><img src=2>", false)]
    [InlineData("<a href=1>x</a><img src=2><meta name=robots content=none>", true)]
    public void A_predicate_sees_what_the_page_says_of_all_its_links(string html, bool isLate)
    {
        var told = new List<bool>();
        foreach (bool includeText in new[] { false, true })
        {
            var options = new LinkExtractorOptions { IncludeText = includeText, Where = link => Told(link.NoFollow) };
            bool Told(bool noFollow)
            {
                told.Add(noFollow);
                return !noFollow;
            }

            Assert.Empty(new LinkExtractor(options).Extract(html, Page));
        }

        // A page that says it late is read once more.
        Assert.Equal(isLate ? [false, false, true, true, false, false, true, true] : [true, true, true, true], told);
    }

    [Fact]
    public void Text_elements_attributes_and_code_are_filters()
    {
        const string Html = "<a href=1 ping=2>next</a><pre><a href=3>next</a></pre><code>x</code><area href=4><img src=5>";

        Assert.Equal(["1"], Raw(new() { AllowText = new("^next$"), SkipCode = true, DenyAttributes = ["ping"] }));
        Assert.Equal(["2", "4", "5"], Raw(new() { DenyText = new("next") }));
        Assert.Equal(["4"], Raw(new() { AllowElements = ["area"] }));
        Assert.Equal(["4", "5"], Raw(new() { DenyElements = ["A"] }));

        static IEnumerable<string> Raw(LinkExtractorOptions options) => new LinkExtractor(options).Extract(Html, Page).Select(link => link.RawValue);
    }

    [Fact]
    public void Every_row_of_the_rules_and_every_kind_is_known_to_the_plan()
    {
        var kinds = new HashSet<LinkKind>();
        foreach (LinkRow row in LinkRules.Rows)
        {
            foreach (string element in row.ElementNames.Split(' '))
            {
                string value = row.Syntax == LinkSyntax.Meta ? "0;url=b\" http-equiv=\"refresh" : "b";
                Link link = Assert.Single(new LinkExtractor().Extract($"<{element} {row.Attribute}=\"{value}\">", Page));
                Assert.Equal(("http://example.com/d/b", row.Attribute), (link.Url, link.Attribute));
                kinds.Add(link.Kind);
                if (row.Syntax != LinkSyntax.Meta)
                    Assert.Equal(row.Kind, link.Kind);
            }
        }

        // By a link's rel.
        kinds.UnionWith([LinkKind.Stylesheet, LinkKind.Metadata]);
        Assert.Equal(Enum.GetValues<LinkKind>().ToHashSet(), kinds);
    }

    private static int Count(LinkExtractor extractor, byte[] page)
    {
        int count = 0;
        foreach (LinkRef _ in extractor.Enumerate(page, Page))
            count++;
        return count;
    }

    private static (List<Link> Links, string? Limit) Enumerated(LinkExtractor extractor, byte[] html)
    {
        var links = new List<Link>();
        try
        {
            foreach (LinkRef link in extractor.Enumerate(html, Page))
                links.Add(link.ToLink());
            return (links, null);
        }
        catch (LinkLimitException error)
        {
            return (links, error.OptionName);
        }
    }
}
