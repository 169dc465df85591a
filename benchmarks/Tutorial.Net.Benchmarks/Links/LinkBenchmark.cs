using BenchmarkDotNet.Attributes;

namespace Tutorial.Net.Benchmarks.Links;

/// <summary>The links of one page of 1 MiB, by this library and by others.</summary>
[MemoryDiagnoser]
public class LinkBenchmark
{
    private byte[] _page = [];

    [Params("list", "article")]
    public string Page { get; set; } = "";

    [GlobalSetup]
    public void Load() => _page = Page == "list" ? LinkPages.List() : LinkPages.Article();

    [Benchmark(Baseline = true)]
    public int Extract() => LinkJobs.Extract(_page);

    [Benchmark]
    public int ScanIn16KiBChunks() => LinkJobs.Scan(_page, 16_384);

    [Benchmark]
    public int ScanWithoutLinks() => LinkJobs.Tokenize(_page);

    [Benchmark]
    public int SearchLessThan() => LinkRivals.SearchLessThan(_page);

    [Benchmark]
    public int AngleSharpTokens() => LinkRivals.AngleSharpTokens(_page);

    [Benchmark]
    public int AngleSharpDom() => LinkRivals.AngleSharpDom(_page);

    [Benchmark]
    public int HtmlAgilityPack() => LinkRivals.HtmlAgilityPack(_page);
}
