namespace Tutorial.Net.Tests.Links;

public sealed class LinkTests
{
    private static readonly Uri Address = new("http://example.com/a/b");

    [Theory]
    [InlineData("c?d#e")]
    [InlineData("/c")]
    [InlineData("http://example.com/c")]
    [InlineData("http://EXAMPLE.com/../c d")]
    [InlineData(" c ")]
    [InlineData("")]
    [InlineData("http://[")]
    public void The_raw_value_is_the_pages_whatever_became_of_it(string href)
    {
        Link link = Assert.Single(new LinkExtractor().Extract($"<a href=\"{href}\">", Address));
        Assert.Equal(href, link.RawValue);
        Assert.Equal(href, (link with { Url = "x" }).RawValue);
        Assert.Contains($"RawValue = {href},", link.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("c?d#e")]
    [InlineData("http://EXAMPLE.com/../c d")]
    public void A_link_equals_another_that_says_the_same_wherever_it_came_from(string href)
    {
        Link link = Assert.Single(new LinkExtractor().Extract($"<a href=\"{href}\">", Address));
        Link same = new()
        {
            Url = link.Url,
            RawValue = href,
            Kind = LinkKind.Hyperlink,
            Element = "a",
            Attribute = "href",
            Line = 1,
            Column = 1,
        };
        Assert.Equal(link, same);
        Assert.Equal(link.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(link, same with { RawValue = href + "x" });
    }

    [Fact]
    public void A_raw_value_that_is_the_url_is_the_same_string()
    {
        Link link = Assert.Single(new LinkExtractor().Extract("<a href=\"http://example.com/c\">"));
        Assert.Same(link.Url, link.RawValue);
    }
}
