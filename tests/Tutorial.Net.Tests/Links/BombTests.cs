using System.Diagnostics;
using System.Text;
using Tutorial.Net.Tests.Complexity;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Links;

/// <summary>Pages that were made to hurt: time and memory stay in proportion, whatever they hold.</summary>
[Collection(Alone.Name)]
public sealed class BombTests
{
    private const int MaxGrowth = 64 << 20;
    private const int MaxSamples = 32;
    // The goal is one second; what is asserted leaves room for a busy machine and still tells linear from quadratic.
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(10);

    private static readonly string[] Custom = [.. Enumerable.Range(0, 64).Select(i => $"c{i}")];

    private static readonly string LongBase = "<base href=http://a/" + new string('p', 60_000) + "/>";

    public static TheoryData<string> Names => [.. Bombs.Keys];

    private static readonly Dictionary<string, (string Start, string Repeated, int Count)> Bombs = new()
    {
        ["nested div"] = ("", "<div>", 400_000),
        ["nested b and i"] = ("", "<b><i>", 200_000),
        ["nested svg and foreignObject"] = ("", "<svg><foreignObject>", 200_000),
        ["svg and end tags of nothing"] = ("<div>" + string.Concat(Enumerable.Repeat("<svg>", 600)), "</x>", 1_000_000),
        ["end tags in HTML in svg that find nothing"] = (
            string.Concat(Enumerable.Range(1, 6).Select(i => $"<svg><desc><h{i}><p><b><li><x>")) + "<svg><desc>" + string.Concat(Enumerable.Repeat("<div>", 480)),
            "</h1></p></b></li></x>", 450_000),
        ["adoptions in svg"] = ("<svg><desc>" + string.Concat(Enumerable.Repeat("<div>", 480)), "<b><i><a><p></b></i></a></p>", 400_000),
        ["attributes"] = ("<a", " href=b", 200_000),
        ["different attributes"] = ("<a", " a1 b2 c3 d4", 200_000),
        ["open quote"] = ("<a href=\"", "0123456789", 10_000_000),
        ["open quote that nobody wants"] = ("<b title=\"", "0123456789", 10_000_000),
        ["open tag name"] = ("<", "aaaaaaaaaa", 1_000_000),
        ["less-than signs"] = ("", "<<<<<<<<<<", 1_000_000),
        ["entities"] = ("", "<a href=\"&CounterClockwiseContourIntegral&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa;&#x9999999999;&amp\">", 110_000),
        ["entities that are none, each another"] = (
            "", "<a href=\"" + string.Concat(Enumerable.Range(0, 8_000).Select(i => $"&{(char)('a' + i / 676)}{(char)('a' + i / 26 % 26)}{(char)('a' + i % 26)}zq;")) + "\">", 300),
        ["entities in text"] = ("<a href=b>", "&notit;&xxx&#1114112;", 500_000),
        ["comments"] = ("", "<!--x-->", 1_250_000),
        ["comments never closed"] = ("", "<!--->-<!---", 900_000),
        ["dashes in a comment"] = ("<!--", "- -- ---!", 1_100_000),
        ["scripts in comments in scripts"] = ("<script>", "<!--<script></script>", 500_000),
        ["escaped scripts"] = ("<script>", "<!--<script>", 900_000),
        ["cdata"] = ("<svg>", "<![CDATA[]]", 900_000),
        ["spaces in a srcset"] = ("<img srcset=\"", ", ", 32_000),
        ["many srcsets"] = ("", "<img srcset='" + new string(',', 1000) + "'>", 10_000),
        ["style"] = ("<style>", "@import url(", 900_000),
        ["style attributes"] = ("", "<p style='a:url(((((url('>", 400_000),
        ["links"] = ("", "<a href=/a/b/../c>", 100_000),
        ["dots in a path"] = ("<a href=\"", "../a/./", 9_000),
        ["long base and a list"] = (LongBase, "<a ping='" + string.Concat(Enumerable.Repeat("a ", 32_000)) + "'>", 4),
        ["long base and a style"] = (LongBase + "<style>", "url(a) ", 150_000),
        ["one style of short links"] = ("<style>", "url(a)", 650_000),
        ["long base and links"] = (LongBase, "<a href=a>", 400_000),
        ["long base and links out of its directory"] = (LongBase, "<a href=..>", 80_000),
        ["long base and links that are dropped"] = (LongBase, "<img src>", 400_000),
        ["long base and a srcset"] = (LongBase, "<img srcset='" + string.Concat(Enumerable.Repeat("a,", 32_000)) + "'>", 4),
        ["long base and code bases of absolute links"] = (LongBase, "<object codebase=a data=http://b classid=http://c archive='http://d,http://e'>", 20_000),
        ["long base and code bases out of its directory"] = (LongBase, "<object codebase=.. data=x>", 1_000_000),
        ["long code base and a list"] = ("", "<object codebase='http://a/" + new string('p', 60_000) + "/' archive='" + string.Concat(Enumerable.Repeat("a ", 32_000)) + "'>", 8),
        ["code bases of nothing"] = (LongBase, "<object codebase=a data classid archive>", 30_000),
        ["long rel and a list"] = ("", "<a rel='" + string.Concat(Enumerable.Repeat("r ", 32_000)) + "' ping='" + string.Concat(Enumerable.Repeat("a ", 32_000)) + "'>", 20),
        ["long rel and a srcset"] = ("", "<link rel='" + string.Concat(Enumerable.Repeat("r ", 32_000)) + "' imagesrcset='" + string.Concat(Enumerable.Repeat("a,", 32_000)) + "'>", 20),
        ["long name and many attributes"] = ("", "<" + new string('n', 5_000) + string.Concat(Custom.Select(name => $" {name}=a")) + ">", 2_000),
        ["anchors and text"] = ("", "<a href=b>" + new string('x', 60_000), 170),
        ["anchors in anchors"] = ("", "<a href=b>x<table><a href=c>y", 40_000),
        ["anchors"] = ("", "<a href=b>x", 90_000),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_bomb_takes_linear_time_and_bounded_memory(string name) => Detonate(name, unique: false);

    [Theory]
    [InlineData("long base and links")]
    [InlineData("long base and a list")]
    [InlineData("long base and a srcset")]
    [InlineData("long code base and a list")]
    [InlineData("links")]
    public void A_bomb_whose_links_are_remembered_takes_no_more(string name) => Detonate(name, unique: true);

    /// <summary>As the others, without a limit of time: a page eight times as large takes at most twelve times as much.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_bomb_eight_times_as_large_takes_at_most_twelve_times_the_work(string name)
    {
        (string start, string repeated, int count) = Bombs[name];
        // Whole repetitions, and enough that what is fixed does not count: the start, and the limits of depth.
        int n = Math.Clamp(Math.Max(40_000, 2 * start.Length) / repeated.Length, 1, count);
        Work.IsLinear(n, n =>
        {
            byte[] page = Encoding.UTF8.GetBytes(start + string.Concat(Enumerable.Repeat(repeated, n)));
            var extractor = new LinkExtractor(new LinkExtractorOptions { IncludeText = true, IncludeCss = true, CustomAttributes = Custom });
            return () =>
            {
                try
                {
                    foreach (LinkRef link in extractor.Enumerate(page, Scanning.Page))
                        _ = link.UrlHash;
                }
                catch (LinkLimitException)
                {
                    // As far as a page may go.
                }
            };
        });
    }

    private static void Detonate(string name, bool unique)
    {
        (string start, string repeated, int count) = Bombs[name];
        byte[] chunk = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(repeated, Math.Max(1, 16_384 / repeated.Length))));
        using var scanner = new LinkScanner(
            new LinkExtractorOptions { IncludeText = true, IncludeCss = true, CustomAttributes = Custom, Unique = unique }, new Uri("http://example.com/"));
        long before = Memory(), most = before, watch = Stopwatch.GetTimestamp();
        long left = (long)count * repeated.Length, links = 0, written = 0, samples = 0;
        Write(Encoding.UTF8.GetBytes(start));
        while (left > 0)
        {
            int length = (int)Math.Min(chunk.Length, left);
            Write(chunk.AsSpan(0, length));
            left -= length;
            if (written++ % 256 == 0)
                most = Math.Max(most, Memory());
        }

        most = Math.Max(most, Memory());
        scanner.Complete();
        Drain();
        most = Math.Max(most, Memory());
        TimeSpan took = Stopwatch.GetElapsedTime(watch);

        TestContext.Current.SendDiagnosticMessage($"{name}: {took.TotalMilliseconds:F0} ms, {(most - before) >> 10} KiB, {links} links");
        Assert.True(took < MaxTime, $"{took}");
        Assert.True(most - before < MaxGrowth, $"{most - before} bytes");

        void Write(ReadOnlySpan<byte> data)
        {
            data.CopyTo(scanner.GetSpan(data.Length));
            scanner.Advance(data.Length);
            Drain();
        }

        void Drain()
        {
            try
            {
                if (!scanner.TryRead(out _))
                    return;
                links++;
                // Now the rest of the tag's links are in the queue.
                if (samples++ < MaxSamples)
                    most = Math.Max(most, Memory());
                while (scanner.TryRead(out _))
                    links++;
            }
            catch (LinkLimitException error)
            {
                Assert.Equal("MaxUrlCharacters", error.OptionName);
            }
        }
    }

    /// <summary>The links are kept here, so that this is what a program has to expect.</summary>
    [Theory]
    [InlineData("<a href=a>")]
    [InlineData("<img srcset='a,b,c,d'>")]
    [InlineData("<object codebase=a archive='b c'>")]
    public void A_page_in_memory_that_multiplies_its_base_is_refused(string repeated)
    {
        byte[] html = Encoding.UTF8.GetBytes(LongBase + string.Concat(Enumerable.Repeat(repeated, 200_000 / repeated.Length)));
        long allocated = GC.GetAllocatedBytesForCurrentThread();

        LinkLimitException error = Assert.Throws<LinkLimitException>(() => new LinkExtractor().Extract(html));

        Assert.Equal(("MaxUrlCharacters", 32 << 20), (error.OptionName, error.Limit));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 256 << 20);
    }

    /// <summary>Each name is cut by the end of the bytes at hand, and so copied; the copies must not pile up until the tag ends.</summary>
    [Theory]
    [InlineData("<a ", "bb ")]
    [InlineData("<a ", "href=x ")]
    [InlineData("<a ", "bb=x ")]
    public void A_tag_without_end_that_comes_byte_by_byte_takes_no_memory(string start, string repeated)
    {
        using var scanner = new LinkScanner();
        Write(Encoding.UTF8.GetBytes(start));
        byte[] bytes = Encoding.UTF8.GetBytes(repeated);
        long before = Memory();
        for (int i = 0; i < 1_000_000; i++)
            Write(bytes);
        long growth = Memory() - before;
        Write("href=c ping='d'>"u8);

        Assert.InRange(growth, long.MinValue, 1 << 20);
        Assert.True(scanner.TryRead(out Link? link));
        Assert.Equal(repeated.StartsWith("href", StringComparison.Ordinal) ? "x" : "c", link.RawValue);
        Assert.True(scanner.TryRead(out link));
        Assert.Equal("d", link.RawValue);

        void Write(ReadOnlySpan<byte> data)
        {
            foreach (byte value in data)
            {
                scanner.GetSpan(1)[0] = value;
                scanner.Advance(1);
                if (value != '>')
                    Assert.False(scanner.TryRead(out _));
            }
        }
    }

    [Fact]
    public void A_page_of_a_gibibyte_in_CI_is_streamed_in_constant_memory()
    {
        byte[] chunk = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<p>Some words of an article, <a href=\"/wiki/x\" title=y>a link</a>", 1000)));
        using var scanner = new LinkScanner(new LinkExtractorOptions { MaxUrlCharacters = long.MaxValue }, new Uri("http://example.com/"));
        long links = 0, rounds = Campaign.Cases(1 << 30) / chunk.Length, before = 0, most = 0;
        long betweenLooks = Math.Max(1, rounds / 64);
        for (long round = 0; round <= rounds; round++)
        {
            chunk.CopyTo(scanner.GetSpan(chunk.Length));
            scanner.Advance(chunk.Length);
            while (scanner.TryRead(out _))
                links++;
            if (round == betweenLooks)
                before = most = Memory();
            else if (round % betweenLooks == 0)
                most = Math.Max(most, Memory());
        }

        Assert.Equal((rounds + 1) * 1000, links);
        Assert.InRange(most - before, long.MinValue, 4 << 20);
    }

    private static long Memory() => GC.GetTotalMemory(forceFullCollection: true);
}
