using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Links.Encodings;

public sealed class CharsetDetectorTests
{
    /// <summary>
    /// Seven pages have their meta past the first 1,024 bytes. A browser that reads on and finds it there starts the page over,
    /// which a scanner that has handed out links cannot; they stay in the fallback, as the prescan alone has it.
    /// </summary>
    [Theory]
    [InlineData("tests1.dat", 59, 7)]
    [InlineData("tests2.dat", 22, 0)]
    [InlineData("test-yahoo-jp.dat", 1, 0)]
    public void Every_page_of_html5lib_is_in_the_encoding_that_a_browser_finds(string file, int count, int late)
    {
        (byte[] Page, string Expected)[] cases = [.. Pages(File.ReadAllBytes(Requires.Data("html5lib-tests/encoding/" + file)))];
        Assert.Equal(count, cases.Length);
        var differences = new List<string>();
        foreach ((byte[] page, string label) in cases)
        {
            string expected = WebEncoding.Find(label)!.Name, actual = CharsetDetector.Detect(page).Encoding.Name;
            if (actual != expected && page.AsSpan().IndexOf("<meta"u8) > 1000 && MetaPrescan.Find(page)?.Name == expected)
                late--;
            else if (actual != expected)
                differences.Add($"{actual} for {expected}: {ConformanceData.Show(Encoding.Latin1.GetString(page))}");
        }

        Assert.Equal([], differences);
        Assert.Equal(0, late);
    }

    [Fact]
    public void A_page_in_big5_that_says_so_nowhere_is_not_guessed()
    {
        byte[] page = File.ReadAllBytes(Requires.Data("html5lib-tests/encoding/chardet/test_big5.txt"));
        Assert.Equal(CharsetSource.Fallback, CharsetDetector.Detect(page).Source);
        Assert.DoesNotContain('\uFFFD', WebEncoding.Find("big5")!.Decode(page));
    }

    [Theory]
    [InlineData("\u00EF\u00BB\u00BF<meta charset=koi8-r>", "shift_jis", "UTF-8", 3)]
    [InlineData("\u00FF\u00FE<\0", "shift_jis", "UTF-16LE", 2)]
    [InlineData("\u00FE\u00FF\0<", null, "UTF-16BE", 2)]
    [InlineData("<meta charset=koi8-r>", " Shift_JIS ", "Shift_JIS", 0)]
    [InlineData("<meta charset=koi8-r>", "nonsense", "KOI8-R", 0)]
    [InlineData("<meta charset=utf-16>", null, "UTF-8", 0)]
    [InlineData("<meta charset=x-user-defined>", null, "windows-1252", 0)]
    [InlineData("<meta charset=nonsense>", null, "windows-1252", 0)]
    [InlineData("<meta charset=nonsense><meta charset=koi8-r>", null, "KOI8-R", 0)]
    [InlineData("<meta charset=koi8-r", null, "windows-1252", 0)]
    [InlineData("<meta charset=koi8-r charset=big5>", null, "KOI8-R", 0)]
    [InlineData("<!--><meta charset=koi8-r>", null, "KOI8-R", 0)]
    [InlineData("<!-- <meta charset=big5> --><meta charset=koi8-r>", null, "KOI8-R", 0)]
    [InlineData("<title a='>' b=<meta charset=big5>><meta charset=koi8-r>", null, "KOI8-R", 0)]
    [InlineData("<? <meta charset=big5> ><meta charset=koi8-r>", null, "KOI8-R", 0)]
    [InlineData("<meta content='text/html; charset=koi8-r'>", null, "windows-1252", 0)]
    [InlineData("<meta content='charset charset = \"koi8-r\"' http-equiv=CONTENT-TYPE>", null, "KOI8-R", 0)]
    [InlineData("<meta content='charset=\"koi8-r' http-equiv=content-type>", null, "windows-1252", 0)]
    [InlineData("<?xml version='1.0' encoding='koi8-r'?><p>", null, "KOI8-R", 0)]
    [InlineData("<?xml version='1.0' encoding='koi8-r'?><meta charset=big5>", null, "Big5", 0)]
    [InlineData("<?xml encoding='utf-16'?>", null, "UTF-8", 0)]
    [InlineData(" <?xml encoding='koi8-r'?>", null, "windows-1252", 0)]
    [InlineData("<\0?\0x\0m\0", null, "UTF-16LE", 0)]
    [InlineData("", null, "windows-1252", 0)]
    public void The_surest_source_wins(string page, string? transport, string expected, int bomLength)
    {
        (WebEncoding encoding, _, int length) = CharsetDetector.Detect(Encoding.Latin1.GetBytes(page), transport);
        Assert.Equal((expected, bomLength), (encoding.Name, length));
    }

    [Fact]
    public void Only_the_first_1024_bytes_count_and_the_fallback_is_the_callers()
    {
        byte[] Page(int before) => Encoding.Latin1.GetBytes(new string(' ', before) + "<meta charset=koi8-r>");
        Assert.Equal("KOI8-R", CharsetDetector.Detect(Page(1024 - 21)).Encoding.Name);
        Assert.Equal("UTF-8", CharsetDetector.Detect(Page(1024 - 20), fallback: WebEncoding.Utf8).Encoding.Name);
    }

    [Theory]
    [InlineData("<?xml encoding='koi8-r'?><p><meta charset=big5><p>and more text, and so on")]
    [InlineData("\u00EF\u00BB\u00BFtext and more text")]
    [InlineData("<!-- --><meta http-equiv=content-type content='charset=big5'>text")]
    public void Once_no_more_bytes_are_needed_more_bytes_change_nothing(string text)
    {
        byte[] page = Encoding.Latin1.GetBytes(text + new string('x', 1100) + "<meta charset=koi8-r>");
        var whole = CharsetDetector.Detect(page);
        int needed = Enumerable.Range(0, page.Length).First(length => !CharsetDetector.NeedsMore(page.AsSpan(0, length), null));
        Assert.InRange(needed, 2, CharsetDetector.PrescanLength);
        Assert.Equal(whole, CharsetDetector.Detect(page.AsSpan(0, needed)));
    }

    [Fact]
    public void A_charset_from_the_transport_waits_for_a_byte_order_mark_only()
    {
        Assert.True(CharsetDetector.NeedsMore([], "utf-8"));
        Assert.True(CharsetDetector.NeedsMore([0xEF, 0xBB], "utf-8"));
        Assert.False(CharsetDetector.NeedsMore("<"u8, "utf-8"));
        Assert.True(CharsetDetector.NeedsMore("<"u8, "nonsense"));
    }

    /// <summary>The cases of a .dat file: a page after <c>#data</c>, its encoding after <c>#encoding</c>.</summary>
    private static IEnumerable<(byte[] Page, string Encoding)> Pages(byte[] file)
    {
        string text = Encoding.Latin1.GetString(file);
        foreach (string test in text.Split("#data\n").Skip(1))
        {
            int end = test.IndexOf("\n#encoding\n", StringComparison.Ordinal);
            if (end >= 0)
                yield return (Encoding.Latin1.GetBytes(test[..end]), test[(end + 11)..].Split('\n')[0].Trim());
        }
    }
}
