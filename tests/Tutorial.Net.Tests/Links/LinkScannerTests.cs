using System.Text;
using static Tutorial.Net.Tests.Links.Scanning;

namespace Tutorial.Net.Tests.Links;

public sealed class LinkScannerTests
{
    [Fact]
    public void A_link_is_there_as_soon_as_the_last_byte_of_its_tag_is()
    {
        using var scanner = new LinkScanner(documentUri: Page);
        byte[] html = "<html><p>text <a title='>' href=\"b?x&amp;y\" rel=x> more <img src=c>"u8.ToArray();
        var seen = new List<(int Bytes, string Url)>();
        for (int i = 0; i < html.Length; i++)
        {
            Write(scanner, html.AsSpan(i, 1));
            while (scanner.TryRead(out Link? link))
                seen.Add((i + 1, link.Url));
        }

        int anchorEnd = Encoding.UTF8.GetString(html).IndexOf("rel=x>", StringComparison.Ordinal) + 6;
        Assert.Equal([(anchorEnd, "http://example.com/dir/b?x&y"), (html.Length, "http://example.com/dir/c")], seen);
    }

    [Fact]
    public void With_text_a_link_is_there_with_its_end_tag()
    {
        var options = new LinkExtractorOptions { IncludeText = true };
        using var scanner = new LinkScanner(options, Page);
        Write(scanner, "<a href=b> two \n <b>wo</b>rds&excl; <img src=i><!-- no -->&am<i>p;</i>"u8);
        Assert.True(scanner.TryRead(out Link? image));
        Assert.Equal(("http://example.com/dir/i", null), (image.Url, image.Text));
        Assert.False(scanner.TryRead(out _));
        Write(scanner, "</a>"u8);
        Assert.True(scanner.TryRead(out Link? link));
        Assert.Equal(("http://example.com/dir/b", "two words! &amp;"), (link.Url, link.Text));
    }

    [Theory]
    [InlineData("<a href=b>x<a href=c>y", "x|y")]
    [InlineData("<a href=b>one<br>two", "one two")]
    [InlineData("<a href=b>x<style>s</style><script>t</script>y</a>", "xy")]
    [InlineData("<a href=b></a>", "")]
    [InlineData("<a href=b>a < b &lt; c</a>", "a < b < c")]
    [InlineData("<svg><a href=b><text>x<![CDATA[ <y> ]]></text></a>", "x <y>")]
    [InlineData("<a href=b>Zur\u00FCck</a>", "Zur\u00FCck")]
    [InlineData("<a href=b>x<textarea>y</a></textarea></a>", "xy</a>")]
    public void The_text_of_a_link_is_what_a_reader_sees(string html, string expected)
    {
        var extractor = new LinkExtractor(new LinkExtractorOptions { IncludeText = true });

        Assert.Equal(expected.Split('|'), extractor.Extract(html, Page).Select(link => link.Text));
    }

    [Fact]
    public void Positions_are_right_past_line_65536_and_column_65536()
    {
        string html = string.Concat(Enumerable.Repeat("x\r\n", 70_000)) + new string(' ', 70_000) + "<a href=b>\r<a href=c>\n\n <a\nhref=d>";
        byte[] bytes = Encoding.UTF8.GetBytes(html);

        foreach (int chunk in new[] { bytes.Length, 1, 4_099 })
        {
            List<Link> links = ReadAll(bytes, new LinkExtractorOptions(), chunk);
            Assert.Equal([(210_000 + 70_000, 70_001, 70_001), (280_011, 70_002, 1), (280_024, 70_004, 2)], links.Select(l => ((int)l.Offset, l.Line, l.Column)));
        }
    }

    [Fact]
    public void Positions_in_a_string_count_chars_and_in_bytes_bytes()
    {
        const string Html = "\u00E9\U0001F600\n\u20AC<a href=b>";

        Link inText = Assert.Single(new LinkExtractor().Extract(Html));
        Link inBytes = Assert.Single(new LinkExtractor().Extract(Encoding.UTF8.GetBytes(Html), charset: "utf-8"));

        Assert.Equal((5, 2, 2), (inText.Offset, inText.Line, inText.Column));
        Assert.Equal((10, 2, 4), (inBytes.Offset, inBytes.Line, inBytes.Column));
    }

    [Fact]
    public void The_raw_value_is_decoded_and_otherwise_untouched()
    {
        Link link = Assert.Single(new LinkExtractor().Extract("<a href=' ../b\r\n?q=&eacute;&amp;copy=1&copy=2 '>", Page));

        Assert.Equal(" ../b\n?q=\u00E9&copy=1&copy=2 ", link.RawValue);
        Assert.Equal("http://example.com/b?q=%C3%A9&copy=1&copy=2", link.Url);
    }

    [Theory]
    [InlineData("http://[", "http://[")]
    [InlineData("//", "//")]
    public void A_bad_url_is_reported_as_it_stands(string raw, string url) =>
        Assert.Equal(url, Assert.Single(new LinkExtractor().Extract($"<a href='{raw}'>", Page)).Url);

    [Fact]
    public void Without_an_address_a_relative_url_stays_as_it_is() =>
        Assert.Equal(["b", "http://a/c"], new LinkExtractor().Extract("<a href=b><a href=http://a/c>").Select(link => link.Url));

    [Fact]
    public void The_first_base_counts()
    {
        const string Html = "<template><base href=/no/></template><svg><base href=/no/></svg><base><base href=/x/><base href=/y/><a href=b>";

        Assert.Equal("http://example.com/x/b", Assert.Single(new LinkExtractor().Extract(Html, Page)).Url);
    }

    [Theory]
    [InlineData("<base href='http://['>")]
    [InlineData("<base href='data:,x'>")]
    [InlineData("<base href='javascript:x'>")]
    public void A_base_that_can_be_none_leaves_the_address(string html) =>
        Assert.Equal("http://example.com/dir/b", Assert.Single(new LinkExtractor().Extract(html + "<a href=b>", Page)).Url);

    [Fact]
    public void A_late_base_counts_for_the_whole_page_in_memory_and_for_the_rest_of_a_stream()
    {
        byte[] html = "<a href=b><base href=http://other/x/><a href=c>"u8.ToArray();
        var options = new LinkExtractorOptions { AllowDomains = ["other"] };

        Assert.Equal(["http://other/x/b", "http://other/x/c"], new LinkExtractor(options).Extract(html, Page).Select(link => link.Url));
        Assert.Equal(["http://example.com/dir/b", "http://other/x/c"], ReadAll(html, new LinkExtractorOptions(), 1).Select(link => link.Url));
    }

    [Fact]
    public void The_charset_of_the_page_decodes_values_and_encodes_queries()
    {
        byte[] html = [.. "<meta charset=iso-8859-2><a href='?\u00B1'>"u8.ToArray().Where(b => b != 0xC2)];

        Assert.Equal("http://example.com/dir/?%B1", Assert.Single(ReadAll(html, new LinkExtractorOptions(), 1)).Url);
        Assert.Equal("?\u0105", Assert.Single(ReadAll(html, new LinkExtractorOptions(), 1000)).RawValue);
    }

    [Fact]
    public void A_reference_to_another_character_waits_for_the_charset()
    {
        using var scanner = new LinkScanner(documentUri: Page);
        Write(scanner, "<a href='?&eacute;'>"u8);
        Assert.False(scanner.TryRead(out _));
        Assert.Null(scanner.Charset);
        Write(scanner, "<meta charset=utf-8>"u8);
        Assert.True(scanner.TryRead(out Link? link));
        Assert.Equal(("http://example.com/dir/?%C3%A9", "UTF-8"), (link.Url, scanner.Charset));
    }

    [Theory]
    [InlineData("utf-16le")]
    [InlineData("utf-16be")]
    public void Utf16_is_read_by_mark_or_by_charset(string charset)
    {
        Encoding encoding = charset == "utf-16le" ? Encoding.Unicode : Encoding.BigEndianUnicode;
        byte[] html = encoding.GetBytes("<a href='b?\u20AC'>");
        foreach (int chunk in new[] { 1, 3, 1000 })
        {
            Assert.Equal("http://example.com/dir/b?%E2%82%AC", Assert.Single(ReadAll(html, new(), chunk, charset: charset)).Url);
            Assert.Equal("http://example.com/dir/b?%E2%82%AC", Assert.Single(ReadAll([.. encoding.GetPreamble(), .. html], new(), chunk)).Url);
        }
    }

    [Theory]
    [InlineData("utf-16le", "windows-1252", "<?xml version='1.0'?><a href='\u00E9'>")]
    [InlineData("utf-16be", "windows-1252", "<?xml version='1.0'?><a href='\u00E9'>")]
    [InlineData("utf-16le", "utf-16le", "<a href='\u00E9'>")]
    [InlineData("utf-16le", "utf-16le", "\n<a href='\u00E9'>")]
    [InlineData("utf-16be", "utf-16be", "\n<a href='\u00E9'>")]
    public void Utf16_without_a_mark_is_read_from_its_first_byte_on(string charset, string fallback, string html)
    {
        byte[] bytes = Encoding.GetEncoding(charset).GetBytes(html);
        var options = new LinkExtractorOptions { FallbackCharset = fallback };

        Assert.Equal("\u00E9", Assert.Single(new LinkExtractor(options).Extract(bytes, Page)).RawValue);
        foreach (int chunk in new[] { 1, 2, 3, 5, bytes.Length })
            Assert.Equal("\u00E9", Assert.Single(ReadAll(bytes, options, chunk)).RawValue);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("<")]
    public void The_shortest_pages_have_a_charset_too(string html)
    {
        using var scanner = new LinkScanner();
        Write(scanner, Encoding.ASCII.GetBytes(html));
        Assert.False(scanner.TryRead(out _));
        Assert.Null(scanner.Charset);

        scanner.Complete();

        Assert.False(scanner.TryRead(out _));
        Assert.Equal("windows-1252", scanner.Charset);
    }

    [Fact]
    public void Unique_takes_each_url_once()
    {
        var options = new LinkExtractorOptions { Unique = true };

        Assert.Equal(["http://example.com/dir/b", "http://example.com/dir/c"],
            ReadAll("<a href=b><a href=./b><a href=c><img src=b>"u8, options, 5).Select(link => link.Url));
    }

    [Fact]
    public void Writing_after_complete_and_everything_after_dispose_is_refused()
    {
        var scanner = new LinkScanner();
        scanner.Complete();
        scanner.Complete();
        Assert.False(scanner.TryRead(out _));
        Assert.True(scanner.IsCompleted);
        Assert.Throws<InvalidOperationException>(() => scanner.GetMemory());
        scanner.Dispose();
        scanner.Dispose();
        Assert.Throws<ObjectDisposedException>(() => scanner.TryRead(out _));
        Assert.Throws<ObjectDisposedException>(() => scanner.GetSpan());
        Assert.Throws<ArgumentException>(() => new LinkScanner(new LinkExtractorOptions { Within = "p" }));
        Assert.Throws<ArgumentException>(() => new LinkScanner(documentUri: new Uri("a", UriKind.Relative)));
    }

    [Theory]
    [InlineData("gbk", "?\u0080", "?\u20AC", "?%80")]
    [InlineData("gb2312", "?a\u0080b", "?a\u20ACb", "?a%80b")]
    [InlineData("gb18030", "?\u0080", "?\u20AC", "?%A2%E3")]
    [InlineData("iso-2022-jp", "?\u0080", "?\uFFFD", "?%26%2365533%3B")]
    [InlineData("iso-2022-jp", "?\u001B(X", "?\uFFFD(X", "?%26%2365533%3B(X")]
    public void Bytes_that_charsets_disagree_about_are_the_standards(string charset, string bytes, string raw, string url)
    {
        byte[] html = Encoding.Latin1.GetBytes($"<a href='{bytes}'>");
        foreach (int chunk in (int[])[1, 2, 3, html.Length])
        {
            Link link = Assert.Single(ReadAll(html, new(), chunk, charset: charset));
            Assert.Equal((raw, "http://example.com/dir/" + url), (link.RawValue, link.Url));
        }

        Assert.Equal(raw, Assert.Single(new LinkExtractor().Extract(html, Page, charset)).RawValue);
    }

    [Theory]
    [InlineData("\u001B$B\u0080\u001B(B<a href=b>", 3)]
    [InlineData("\u00E9\u001B(\n\u001B$<a href=b>", 3)]
    [InlineData("\u001B$BF\n<a href=b>\u001B(B<a href=c>", 1)]
    [InlineData("\u001B(B\u001B(B\u001B(J<a href=b>", 6)]
    public void Broken_bytes_of_iso_2022_jp_count_the_same_however_they_are_cut(string page, int atLeast)
    {
        byte[] html = Encoding.Latin1.GetBytes(page);
        List<Link> whole = ReadAll(html, new(), html.Length, charset: "iso-2022-jp");
        Assert.All(whole, link => Assert.InRange(link.Offset, atLeast, html.Length * 3));
        for (int chunk = 1; chunk < html.Length; chunk++)
            Assert.Equal(whole, ReadAll(html, new(), chunk, charset: "iso-2022-jp"));
    }

    [Theory]
    [InlineData("hz-gb-2312")]
    [InlineData("iso-2022-kr")]
    [InlineData("replacement")]
    public void A_page_in_an_encoding_that_nobody_decodes_has_no_links(string charset)
    {
        byte[] told = "<a href=b>~{<img src=c>~}"u8.ToArray();
        byte[] says = Encoding.ASCII.GetBytes($"<a href=a><meta charset={charset}><a href=b>" + new string(' ', 2000) + "<a href=c>");

        Assert.Empty(new LinkExtractor().Extract(told, Page, charset));
        Assert.Empty(new LinkExtractor().Extract(says, Page));
        Assert.Empty(new LinkExtractor(new() { FallbackCharset = charset }).Extract(told, Page));
        for (int chunk = 1; chunk < told.Length; chunk++)
            Assert.Empty(ReadAll(told, new(), chunk, charset: charset));
        // What came before the page said so is a link already.
        foreach (int chunk in (int[])[1, 7, 100, says.Length])
            Assert.DoesNotContain("c", ReadAll(says, new(), chunk).Select(link => link.RawValue));
    }

    [Theory]
    [InlineData("<img src='&nbsp;'>", "\u00A0")]
    [InlineData("<img src='\u00A0'>", "\u00A0")]
    [InlineData("<script src='\u2003'></script>", "\u2003")]
    [InlineData("<link rel=stylesheet href='\u0085'>", "\u0085")]
    [InlineData("<object data='&#xA0;'>", "\u00A0")]
    [InlineData("<img src=' &#x1;\n'>", null)]
    [InlineData("<img src=''>", null)]
    public void White_space_that_is_not_asciis_is_a_reference(string html, string? raw) =>
        Assert.Equal(raw, new LinkExtractor().Extract(html, Page).SingleOrDefault()?.RawValue);
}
