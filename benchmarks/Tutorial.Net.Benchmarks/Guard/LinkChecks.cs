using System.Text;

namespace Tutorial.Net.Benchmarks.Guard;

/// <summary>What is between the links must cost nothing, however much it is.</summary>
internal static class LinkChecks
{
    private const int Chunks = 64;
    private static readonly byte[] Markup = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 200).Select(i =>
        $"<li class=\"item\" id=i{i}><a name='{i}'>Text &amp; more</a><!-- a comment --><b>text</b></li>\n")));

    public static IEnumerable<AllocationCheck> All()
    {
        using var scanner = new LinkScanner(new LinkExtractorOptions { MaxBytes = long.MaxValue });
        yield return new AllocationCheck("LinkScanner, 14 KB of markup without links", Chunks, count => Scan(scanner, count));
    }

    private static void Scan(LinkScanner scanner, int count)
    {
        for (int chunk = 0; chunk < count; chunk++)
        {
            Markup.CopyTo(scanner.GetSpan(Markup.Length));
            scanner.Advance(Markup.Length);
            while (scanner.TryRead(out _))
            {
            }
        }
    }
}
