using BenchmarkDotNet.Attributes;
using Tutorial.Net.Benchmarks.Links;

namespace Tutorial.Net.Benchmarks.HotPaths;

/// <summary>The links of one page of 100 KiB.</summary>
[MemoryDiagnoser]
public class LinkHotPaths
{
    private byte[] _page = [];

    [Params("list", "article", "styled")]
    public string Page { get; set; } = "";

    [GlobalSetup]
    public void Load() => _page = Page switch
    {
        "list" => LinkPages.List(100 << 10),
        "article" => LinkPages.Article(100 << 10),
        _ => LinkPages.Styled(100 << 10),
    };

    [Benchmark]
    public int Extract() => LinkJobs.Extract(_page);

    [Benchmark]
    public int Enumerate() => LinkJobs.Enumerate(_page);

    [Benchmark]
    public int ScanInChunks() => LinkJobs.Scan(_page, 16 << 10);

    [Benchmark]
    public int ScanWithoutLinks() => LinkJobs.Tokenize(_page);
}
