using BenchmarkDotNet.Attributes;

namespace Tutorial.Net.Benchmarks.HotPaths;

/// <summary>One call of SendAll, and one chunk of ReceiveChunks.</summary>
[MemoryDiagnoser]
public class SocketHotPaths
{
    private LoopbackPeer _draining = null!;
    private LoopbackPeer _flooding = null!;
    private byte[] _buffer = null!;
    private IEnumerator<ReadOnlyMemory<byte>> _chunks = null!;

    [Params(1 << 10, 64 << 10)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Connect()
    {
        _draining = LoopbackPeer.Draining();
        _flooding = LoopbackPeer.Flooding();
        _buffer = new byte[Size];
        _chunks = _flooding.Socket.ReceiveChunks(Size).GetEnumerator();
    }

    [GlobalCleanup]
    public void Close()
    {
        _chunks.Dispose();
        _draining.Dispose();
        _flooding.Dispose();
    }

    [Benchmark]
    public void SendAll() => _draining.Socket.SendAll(_buffer);

    [Benchmark]
    public void SendAllWithTimeout() => _draining.Socket.SendAll(_buffer, TimeSpan.FromMinutes(1));

    [Benchmark]
    public bool ReceiveChunk() => _chunks.MoveNext();
}
