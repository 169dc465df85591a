using BenchmarkDotNet.Attributes;

namespace Tutorial.Net.Benchmarks.Lines;

/// <summary>32 MiB of lines over loopback TCP by every rival. For ratios to trust run <c>-- compare lines</c>: it alternates.</summary>
[MemoryDiagnoser]
public class LineReaderBenchmark
{
    private byte[] _block = null!;

    [Params(12, 60)]
    public int LineLength { get; set; }

    [ParamsSource(nameof(Names))]
    public string Rival { get; set; } = LineRival.Limit;

    public static IEnumerable<string> Names => LineRival.All.Select(r => r.Name);

    [GlobalSetup]
    public void Fill() => _block = LineData.Block(LineLength);

    [Benchmark]
    public long Read()
    {
        using LoopbackPeer peer = LoopbackPeer.Sending(_block, 32);
        return LineRival.All.First(r => r.Name == Rival).Run(peer.Socket);
    }
}
