namespace Tutorial.Net.Tests.Links;

/// <summary>Limits whose absence shows in nothing else than time or memory.</summary>
public sealed class LimitGuardTests
{
    [Theory]
    [InlineData("0", true)]
    [InlineData("65535", true)]
    [InlineData("000065535", true)]
    [InlineData("65536", false)]
    [InlineData("65616", false)] // 80, if only 16 bits are kept
    [InlineData("4294967376", false)] // 80, if only 32 are
    public void A_port_has_16_bits(string port, bool isPort)
    {
        Assert.Equal(isPort, UrlParser.Parse($"http://h:{port}/") is not null);
        Assert.Equal(isPort, UrlParser.Parse($"x://h:{port}/") is not null);
    }

    [Theory]
    [InlineData(4 << 20, 0)]
    [InlineData((4 << 20) + 10, 1)]
    public void A_style_element_is_looked_at_up_to_4_MiB_and_counted_past_it(int length, int skipped)
    {
        const string Rule = "a{b:url(x)}";
        string late = new string(' ', length - Rule.Length) + Rule;
        using var scanner = new LinkScanner(new LinkExtractorOptions { IncludeCss = true });
        byte[] html = System.Text.Encoding.UTF8.GetBytes($"<style>{late}</style>");
        html.CopyTo(scanner.GetSpan(html.Length));
        scanner.Advance(html.Length);
        scanner.Complete();
        int links = 0;
        while (scanner.TryRead(out _))
            links++;

        Assert.Equal((1 - skipped, (long)skipped), (links, scanner.SkippedValues));
    }

    [Fact]
    public void Open_elements_are_kept_512_deep_and_counted_past_it()
    {
        var open = new OpenElements();
        uint name = OpenElements.Hash("g"u8);
        for (int i = 0; i < 600; i++)
            open.PushForeign(name, MarkupNamespace.Svg, IntegrationPoint.None);

        Assert.Equal(512, open.Depth);
        for (int i = 512; i < 600; i++)
            Assert.True(open.EndBeyond());
        Assert.False(open.EndBeyond());
    }
}
