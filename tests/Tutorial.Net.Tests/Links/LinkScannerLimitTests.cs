using System.Text;
using static Tutorial.Net.Tests.Links.Scanning;

namespace Tutorial.Net.Tests.Links;

/// <summary>What a page may cost: past a limit something is skipped and counted, or thrown, never lost in silence.</summary>
public sealed class LinkScannerLimitTests
{
    [Fact]
    public void A_value_past_the_limit_is_skipped_and_counted_however_the_bytes_are_cut()
    {
        var options = new LinkExtractorOptions { MaxAttributeLength = 16 };
        byte[] html = "<a href=0123456789abcdef><a href=0123456789abcdefg href=b><img src=c>"u8.ToArray();
        for (int chunk = 1; chunk <= html.Length; chunk++)
        {
            using var scanner = new LinkScanner(options);
            var urls = new List<string>();
            for (int i = 0; i < html.Length; i += chunk)
            {
                Write(scanner, html.AsSpan(i, Math.Min(chunk, html.Length - i)));
                while (scanner.TryRead(out Link? link))
                    urls.Add(link.Url);
            }

            Assert.Equal(["0123456789abcdef", "c"], urls);
            Assert.Equal(1, scanner.SkippedValues);
        }
    }

    [Theory]
    [InlineData("<a ping='", "a ", "'><a href=b>")]
    [InlineData("<img srcset='", "a 1x, ", "'><a href=b>")]
    [InlineData("<p style='", "url(a) ", "'><a href=b>")]
    [InlineData("<style>", "url(a) ", "</style><a href=b>")]
    [InlineData("<a href=b><style>", "url(a) ", "")]
    public void A_list_that_a_long_base_multiplies_is_cut_and_counted_however_the_bytes_are_cut(string start, string item, string end)
    {
        byte[] html = Encoding.UTF8.GetBytes(
            "<base href=http://a/" + new string('p', 40_000) + "/>" + start + string.Concat(Enumerable.Repeat(item, 1000)) + end);
        foreach (int chunk in (int[])[1, 4096, html.Length])
        {
            using var scanner = new LinkScanner(new LinkExtractorOptions { IncludeCss = true });
            var values = new List<string>();
            for (int i = 0; i < html.Length; i += chunk)
            {
                Write(scanner, html.AsSpan(i, Math.Min(chunk, html.Length - i)));
                Drain();
            }

            scanner.Complete();
            Drain();

            // 4 Mi are 104.6 times 40,011 characters and the 80 of a link itself; the one that goes past the limit is taken.
            Assert.Equal(105, values.Count(value => value == "a"));
            Assert.Single(values, "b");
            Assert.Equal(1, scanner.SkippedValues);

            void Drain()
            {
                while (scanner.TryRead(out Link? link))
                    values.Add(link.RawValue);
            }
        }
    }

    [Fact]
    public void More_links_than_the_limit_throw_after_the_last_that_it_allows()
    {
        using var scanner = new LinkScanner(new LinkExtractorOptions { MaxLinks = 2 });
        Write(scanner, "<a href=a><img srcset='b 1x, c 2x'><a href=d>"u8);
        Assert.True(scanner.TryRead(out _));
        Assert.True(scanner.TryRead(out _));
        LinkLimitException error = Assert.Throws<LinkLimitException>(() => scanner.TryRead(out _));
        Assert.Equal(("MaxLinks", 2), (error.OptionName, error.Limit));
        Assert.Throws<LinkLimitException>(() => scanner.TryRead(out _));
        Assert.Throws<LinkLimitException>(() => new LinkExtractor(new LinkExtractorOptions { MaxLinks = 1 }).Extract("<a href=a><a href=b>"));
    }

    [Fact]
    public void More_bytes_than_the_limit_throw_after_the_last_link_before_it()
    {
        byte[] html = "<a href=a><a href=b>"u8.ToArray();
        for (int chunk = 1; chunk <= html.Length; chunk++)
        {
            var urls = new List<string>();
            LinkLimitException error = Assert.Throws<LinkLimitException>(
                () => ReadAll(html, new LinkExtractorOptions { MaxBytes = 19 }, chunk, link => urls.Add(link.RawValue)));
            Assert.Equal("MaxBytes", error.OptionName);
            Assert.Equal(["a"], urls);
        }

        Assert.Equal(2, ReadAll(html, new LinkExtractorOptions { MaxBytes = 20 }, 7).Count);
    }

    [Theory]
    [InlineData("<a href=http://a/><a href=http://b/><a href=http://c/>", 27, 3)]
    [InlineData("<a href=http://a/><a href=http://b/><a href=http://c/>", 26, 2)]
    [InlineData("<a href=http://a/><a href=http://b/><a href=http://c/>", 8, 0)]
    [InlineData("<base href=http://a/b/><a href=c><img src=d>", 24, 2)]
    [InlineData("<base href=http://a/b/><a href=c><img src=d>", 23, 1)]
    [InlineData("<img srcset='http://a/, http://b/, http://c/'>", 26, 2)]
    [InlineData("<a href='http://['><a href=http://b/>", 17, 2)]
    [InlineData("<a href='http://['><a href=http://b/>", 16, 1)]
    [InlineData("<object codebase=http://a/ data=b>", 19, 1)]
    [InlineData("<object codebase=http://a/ data=b>", 18, 0)]
    public void The_characters_of_all_urls_together_have_a_limit(string html, int limit, int taken)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(html);
        int all = ReadAll(bytes, new LinkExtractorOptions(), bytes.Length).Count;
        for (int chunk = 1; chunk <= bytes.Length; chunk++)
        {
            int links = 0;
            Exception? error = Record.Exception(() => ReadAll(bytes, new LinkExtractorOptions { MaxUrlCharacters = limit }, chunk, _ => links++));
            Assert.Equal(taken, links);
            Assert.Equal(taken < all ? $"MaxUrlCharacters {limit}" : null, error is LinkLimitException e ? $"{e.OptionName} {e.Limit}" : null);
        }
    }

    [Fact]
    public void A_url_that_is_left_out_counts_as_well()
    {
        byte[] html = "<a href=http://a/><a href=http://a/><a href=http://b/>"u8.ToArray();

        Assert.Throws<LinkLimitException>(() => ReadAll(html, new LinkExtractorOptions { MaxUrlCharacters = 26, Unique = true }, 9));
        Assert.Throws<LinkLimitException>(() => ReadAll(html, new LinkExtractorOptions { MaxUrlCharacters = 26, Schemes = ["https"] }, 9));
        Assert.Equal(2, ReadAll(html, new LinkExtractorOptions { MaxUrlCharacters = 27, Unique = true }, 9).Count);
        Assert.Equal(2, ReadAll(html, new LinkExtractorOptions { MaxUrlCharacters = 27, Unique = true, IncludeText = true }, 9).Count);
    }

    [Theory]
    [InlineData("<a href=..>")]
    [InlineData("<object codebase=.. data=x>")]
    public void A_long_base_counts_also_where_nothing_of_it_stays(string tag)
    {
        byte[] html = Encoding.ASCII.GetBytes($"<base href='http://a/{new string('b', 5000)}/c'>" + string.Concat(Enumerable.Repeat(tag, 10)));

        Assert.Throws<LinkLimitException>(() => ReadAll(html, new LinkExtractorOptions { MaxUrlCharacters = 50_000 }, 100));
        Assert.Null(Record.Exception(() => ReadAll(html, new LinkExtractorOptions { MaxUrlCharacters = 60_000 }, 100)));
    }

    /// <summary>The text is cut where the page is left, and the link is there.</summary>
    [Fact]
    public void A_link_that_waits_for_its_text_comes_out_before_the_limit_does()
    {
        using var scanner = new LinkScanner(new LinkExtractorOptions { MaxUrlCharacters = 9, IncludeText = true });
        Write(scanner, "<a href=http://a/>text<img src=http://b/></a>"u8);

        Assert.True(scanner.TryRead(out Link? link));
        Assert.Equal("text", link.Text);
        Assert.Throws<LinkLimitException>(() => scanner.TryRead(out _));
        Assert.Throws<LinkLimitException>(() => scanner.TryRead(out _));
    }

    [Theory]
    [InlineData(1L << 31)]
    [InlineData(1L)]
    [InlineData(3L)]
    public void Advancing_past_the_space_that_was_handed_out_is_refused_whatever_the_limit(long maxBytes)
    {
        using var scanner = new LinkScanner(new LinkExtractorOptions { MaxBytes = maxBytes });
        Assert.Throws<ArgumentOutOfRangeException>(() => scanner.Advance(1));
        int room = scanner.GetSpan(2).Length;
        Assert.Throws<ArgumentOutOfRangeException>(() => scanner.Advance(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => scanner.Advance(room + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => scanner.Advance(100_000_000));
        Assert.Throws<ArgumentOutOfRangeException>(() => scanner.Advance(int.MaxValue));
        scanner.Advance(2);
        // What is beyond the limit is not kept, and its space is used up all the same.
        Assert.Throws<ArgumentOutOfRangeException>(() => scanner.Advance(room - 1));
        scanner.Advance(room - 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => scanner.Advance(1));
        scanner.Advance(0);
    }
}
