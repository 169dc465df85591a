using System.Buffers;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Links;

public class LinkAllocationTests
{
    [Fact]
    public void What_is_between_the_links_allocates_nothing_however_much_it_is()
    {
        using var scanner = new LinkScanner(new LinkExtractorOptions { MaxBytes = long.MaxValue });
        byte[] markup = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 200).Select(i =>
            $"<li class=\"item\" id=i{i}><a name='{i}'>Text &amp; more</a><!-- a comment --><b>text</b></li>\n")));

        bool found = false;

        Assert.Equal(0, Allocated.By(() =>
        {
            scanner.Write(markup);
            found |= scanner.TryRead(out _);
        }));
        Assert.False(found);
    }
}
