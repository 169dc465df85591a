using System.Text;

namespace Tutorial.Net.Tests.Links;

/// <summary>A <c>meta</c> that names another charset than the first 1,024 bytes let expect (HTML standard, 13.2.3.4).</summary>
public sealed class LateCharsetTests
{
    private static readonly string Padding = $"<!--{new string('x', 1_100)}-->";

    // label | what the page is in | a character | its query
    public static TheoryData<string, string, string, string> Charsets => new()
    {
        { "koi8-r", "koi8-r", "\u0436", "%D6" },
        { "utf-8", "utf-8", "\u0436", "%D0%B6" },
        { "utf-16le", "utf-8", "\u0436", "%D0%B6" },
        { "x-user-defined", "windows-1252", "\u00E9", "%E9" },
        { "shift_jis", "shift_jis", "\u3042", "%82%A0" },
        { "iso-2022-jp", "iso-2022-jp", "\u3042", "%1B$B$%22%1B(B" },
    };

    [Theory]
    [MemberData(nameof(Charsets))]
    public void In_memory_a_late_charset_counts_for_the_whole_page_and_in_a_stream_for_the_rest(string label, string charset, string letter, string query)
    {
        foreach (string meta in MetasFor(label))
        {
            byte[] html = Bytes(charset, $"<a href='?1&#{(int)letter[0]};'>{Padding}{meta}<a href='?2{letter}'><base href=/late/>");

            IReadOnlyList<Link> memory = new LinkExtractor().Extract(html, Scanning.Page);

            Assert.Equal([$"http://example.com/late/?1{query}", $"http://example.com/late/?2{query}"], memory.Select(link => link.Url));
            Assert.Equal($"?2{letter}", memory[1].RawValue);
            foreach (int chunk in new[] { 1, 50, 4_000 })
            {
                List<Link> stream = Scanning.ReadAll(html, new LinkExtractorOptions(), chunk);
                // What came before is as windows-1252 has it.
                Assert.Equal($"http://example.com/dir/?1{(letter == "\u00E9" ? query : $"%26%23{(int)letter[0]}%3B")}", stream[0].Url);
                Assert.Equal($"http://example.com/dir/?2{query}", stream[1].Url);
                Assert.Equal($"?2{letter}", stream[1].RawValue);
            }
        }
    }

    [Theory]
    [InlineData("utf-8", "<meta charset=koi8-r>")]
    [InlineData(null, "<script>'<meta charset=koi8-r>'</script>")]
    [InlineData(null, "<!--<meta charset=koi8-r>--><svg><title><textarea><meta charset=koi8-r></textarea>")]
    [InlineData(null, "<meta charset=klingon><meta name=content-type content='text/html; charset=koi8-r'>")]
    [InlineData(null, "<meta http-equiv=' content-type' content='text/html; charset=koi8-r'>")]
    [InlineData(null, "<meta charset=windows-1252><meta charset=koi8-r>")]
    [InlineData("bom", "<meta charset=koi8-r>")]
    public void What_told_it_before_and_what_is_no_meta_stays(string? charset, string html)
    {
        byte[] page = Encoding.UTF8.GetBytes($"{(charset == "bom" ? "\uFEFF" : "")}{Padding}{html}<a href='?\u0436'>");
        string? told = charset == "bom" ? null : charset;

        Assert.Equal("http://example.com/dir/?%D0%B6", Assert.Single(new LinkExtractor().Extract(page, Scanning.Page, told)).Url);
        Link link = Assert.Single(Scanning.ReadAll(page, new LinkExtractorOptions(), 9, charset: told));
        Assert.Equal(charset is null ? "?\u00D0\u00B6" : "?\u0436", link.RawValue);
    }

    [Fact]
    public void A_charset_that_the_prescan_took_from_a_script_is_overruled()
    {
        byte[] html = "<script>'<meta charset=koi8-r>'</script><meta charset=utf-8><a href='?&#x436;'>"u8.ToArray();

        Assert.Equal("http://example.com/dir/?%D0%B6", Assert.Single(new LinkExtractor().Extract(html, Scanning.Page)).Url);
        Assert.Equal("http://example.com/dir/?%D0%B6", Assert.Single(Scanning.ReadAll(html, new LinkExtractorOptions(), 1)).Url);
        Assert.Equal("http://example.com/dir/?%D0%B6", Assert.Single(Scanning.ReadAll(html, new LinkExtractorOptions(), 1_000)).Url);
    }

    [Fact]
    public void The_scanner_says_the_charset_it_has_gone_over_to()
    {
        using var scanner = new LinkScanner();
        Scanning.Write(scanner, Encoding.ASCII.GetBytes(Padding + "<p>\u00E9"));
        Assert.False(scanner.TryRead(out _));
        Assert.Equal("windows-1252", scanner.Charset);
        Scanning.Write(scanner, "<meta charset=koi8-r><p>"u8);
        Assert.False(scanner.TryRead(out _));
        Assert.Equal("KOI8-R", scanner.Charset);
    }

    [Fact]
    public void A_replacement_charset_leaves_a_page_without_links()
    {
        byte[] html = Encoding.ASCII.GetBytes($"<a href=a>{Padding}<meta charset=iso-2022-kr><a href=b>");

        Assert.Empty(new LinkExtractor().Extract(html, Scanning.Page));
        Assert.Equal("http://example.com/dir/a", Assert.Single(Scanning.ReadAll(html, new LinkExtractorOptions(), 6)).Url);
    }

    private static IEnumerable<string> MetasFor(string label) =>
    [
        $"<meta charset={label}>", $"<META CHARSET=' {label.ToUpperInvariant()} '/>", $"<meta http-equiv=Content-Type content='text/html; charset={label}'>",
        $"<body><p><meta charset='&#{(int)label[0]};{label[1..]}'>", $"<svg><path><meta charset={label}>", $"<template><meta charset={label}></template>",
        $"<meta charset=klingon><meta charset={label}><meta charset=koi8-u>", $"<title><meta charset=koi8-u></title><meta charset={label}>",
    ];

    private static byte[] Bytes(string charset, string text)
    {
        _ = WebEncoding.Utf8; // Registers the code pages.
        return Encoding.GetEncoding(charset).GetBytes(text);
    }
}
