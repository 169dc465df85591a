namespace Tutorial.Net.Tests.Links;

/// <summary>The list that <see cref="LinkExtractor.Extract(string, PageAddress?)"/> gives back.</summary>
public sealed class LinkListTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(5000)]
    public void Holds_every_link_in_its_place(int count)
    {
        var list = new LinkList();
        var expected = new List<Link>();
        for (int i = 0; i < count; i++)
        {
            expected.Add(new Link { Offset = i });
            list.Add(expected[i]);
        }

        Assert.Equal(count, list.Count);
        Assert.Equal(expected, list);
        Assert.All(Enumerable.Range(0, count), i => Assert.Same(expected[i], list[i]));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(16)]
    public void Has_nothing_outside_its_count(int index)
    {
        LinkList list = [new Link(), new Link(), new Link()];
        Assert.Throws<ArgumentOutOfRangeException>(() => list[index]);
        Assert.Throws<ArgumentOutOfRangeException>(() => list[index] = new Link());
    }
}
