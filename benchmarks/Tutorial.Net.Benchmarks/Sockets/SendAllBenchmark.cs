using System.Net.Sockets;
using BenchmarkDotNet.Attributes;

namespace Tutorial.Net.Benchmarks.Sockets;

/// <summary>SendAll beside the loop that it replaces, to a peer on loopback that takes whatever comes.</summary>
[MemoryDiagnoser]
public class SendAllBenchmark
{
    private LoopbackPeer _peer = null!;
    private byte[] _buffer = null!;

    [Params(1 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Connect()
    {
        _peer = LoopbackPeer.Draining();
        _buffer = new byte[Size];
    }

    [GlobalCleanup]
    public void Close() => _peer.Dispose();

    [Benchmark(Baseline = true)]
    public void BareSendLoop()
    {
        Socket socket = _peer.Socket;
        for (int sent = 0; sent < _buffer.Length;)
            sent += socket.Send(_buffer.AsSpan(sent));
    }

    [Benchmark]
    public void SendAll() => _peer.Socket.SendAll(_buffer);
}
