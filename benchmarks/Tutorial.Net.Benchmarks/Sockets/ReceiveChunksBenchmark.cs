using System.Net.Sockets;
using BenchmarkDotNet.Attributes;

namespace Tutorial.Net.Benchmarks.Sockets;

/// <summary>16 MiB by ReceiveChunks beside the loop that it replaces, from a peer on loopback that sends without end.</summary>
[MemoryDiagnoser]
public class ReceiveChunksBenchmark
{
    private const long Amount = 16 << 20;

    private LoopbackPeer _peer = null!;
    private byte[] _buffer = null!;
    private IEnumerator<ReadOnlyMemory<byte>> _chunks = null!;

    [Params(1 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20)]
    public int BufferSize { get; set; }

    [GlobalSetup]
    public void Connect()
    {
        _peer = LoopbackPeer.Flooding();
        _buffer = new byte[BufferSize];
        _chunks = _peer.Socket.ReceiveChunks(BufferSize).GetEnumerator();
    }

    [GlobalCleanup]
    public void Close()
    {
        _chunks.Dispose();
        _peer.Dispose();
    }

    [Benchmark(Baseline = true)]
    public long BareReceiveLoop()
    {
        Socket socket = _peer.Socket;
        long received = 0;
        while (received < Amount)
            received += socket.Receive(_buffer);
        return received;
    }

    [Benchmark]
    public long ReceiveChunks()
    {
        long received = 0;
        while (received < Amount && _chunks.MoveNext())
            received += _chunks.Current.Length;
        return received;
    }
}
