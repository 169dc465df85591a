using Tutorial.Net.Benchmarks.Compare;
using Tutorial.Net.Benchmarks.Links;

namespace Tutorial.Net.Benchmarks.Scaling;

/// <summary>Links of larger and larger pages, in chunks of 16 KiB, as a receive loop has them.</summary>
internal static class PageScaling
{
    private const string Limit = "search for '<'";
    private const int Chunk = 16 << 10;

    /// <summary>Small pages are scanned so often that a run handles so many bytes.</summary>
    private const int LeastAmount = 2_000_000;

    public static ScalingStudy Study { get; } = new()
    {
        Part = "pages",
        Title = "LinkScanner against the size of the page",
        Size = "page, dense with tags or mostly text",
        Sizes = [10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000, 30_000_000, 100_000_000],
        SizeName = size => size < 1e6 ? $"{size / 1e3:0} KB" : $"{size / 1e6:0} MB",
        Contest = Run,
        IsLimit = name => name.StartsWith(Limit, StringComparison.Ordinal),
        Views = [new("", "Links resolved and in strings, 16 KiB at a time", "MB/s", (_, rate) => rate)],
    };

    private static ContestResult Run(int size, int rounds)
    {
        byte[] list = LinkPages.List(size);
        byte[] article = LinkPages.Article(size);
        int times = Math.Max(1, LeastAmount / size);
        var contest = new Contest($"pages of {size} bytes", "MB", (double)size * times / 1e6);
        foreach ((string name, byte[] page) in (IEnumerable<(string, byte[])>)[("dense", list), ("text", article)])
        {
            contest
                .Add($"{Limit}, {name}", () => Repeat(times, () => LinkRivals.SearchLessThan(page)))
                .Add($"LinkScanner, {name}", () => Repeat(times, () => LinkJobs.Scan(page, Chunk)));
        }

        return contest.Run(rounds);
    }

    private static void Repeat(int times, Func<int> job)
    {
        for (int i = 0; i < times; i++)
            job();
    }
}
