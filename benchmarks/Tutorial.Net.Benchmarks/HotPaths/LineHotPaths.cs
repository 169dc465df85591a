using BenchmarkDotNet.Attributes;
using Tutorial.Net.Benchmarks.Lines;

namespace Tutorial.Net.Benchmarks.HotPaths;

/// <summary>64 KiB of lines, cut by the framer, read from a stream in memory as bytes and as strings, and written into nothing.</summary>
[MemoryDiagnoser]
public class LineHotPaths
{
    private readonly LineFramer _framer = new();
    private readonly LineWriter _writer = new(Stream.Null);
    private MemoryStream _stream = null!;
    private byte[] _block = null!;
    private byte[] _line = null!;
    private int _lines;

    [Params(12, 60, 1000)]
    public int LineLength { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _block = LineData.Block(LineLength, 64 << 10);
        _stream = new MemoryStream(_block);
        _line = _block[..(LineLength - 1)];
        _lines = _block.Length / LineLength;
    }

    [Benchmark]
    public int Framer() => FramerJob.Cut(_framer, _block);

    [Benchmark]
    public int ReaderBytes()
    {
        using LineReader reader = OverStream();
        int lines = 0;
        while (reader.WaitToRead())
        {
            while (reader.TryRead(out _))
                lines++;
        }

        return lines;
    }

    [Benchmark]
    public int ReaderStrings()
    {
        using LineReader reader = OverStream();
        int lines = 0;
        while (reader.ReadLine() is not null)
            lines++;
        return lines;
    }

    [Benchmark]
    public void Writer()
    {
        for (int i = 0; i < _lines; i++)
            _writer.WriteLine(_line);
        _writer.Flush();
    }

    private LineReader OverStream()
    {
        _stream.Position = 0;
        return new LineReader(_stream);
    }
}
