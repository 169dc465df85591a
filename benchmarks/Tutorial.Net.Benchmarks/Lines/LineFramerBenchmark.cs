using System.Buffers;
using BenchmarkDotNet.Attributes;

namespace Tutorial.Net.Benchmarks.Lines;

/// <summary>The core alone: 64 KiB of lines copied in and cut, beside a count of their newlines, which is the limit.</summary>
[MemoryDiagnoser]
public class LineFramerBenchmark
{
    private readonly LineFramer _lf = new();
    private readonly LineFramer _universal = new(new LineOptions { Terminator = LineTerminator.Universal });
    private readonly LineFramer _custom = new(new LineOptions { Terminator = LineTerminator.Custom("z\n"u8) });
    private byte[] _block = null!;
    private byte[] _copy = null!;

    [Params(12, 60, 1000)]
    public int LineLength { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _block = LineData.Block(LineLength, 64 << 10);
        for (int i = LineLength - 2; i < _block.Length; i += LineLength)
            _block[i] = (byte)'z';
        _copy = new byte[_block.Length];
    }

    [Benchmark(Baseline = true)]
    public int CopyAndCount()
    {
        _block.CopyTo(_copy, 0);
        return _copy.AsSpan().Count((byte)'\n');
    }

    [Benchmark]
    public long Lf() => Cut(_lf);

    [Benchmark]
    public long Universal() => Cut(_universal);

    [Benchmark]
    public long CustomOfTwoBytes() => Cut(_custom);

    private long Cut(LineFramer framer)
    {
        framer.Write(_block);
        long bytes = 0;
        while (framer.TryRead(out Line line))
            bytes += line.Length;
        return bytes;
    }
}
