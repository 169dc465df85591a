using BenchmarkDotNet.Attributes;
using Tutorial.Net.Benchmarks.Polling;

namespace Tutorial.Net.Benchmarks.HotPaths;

/// <summary>One event: a byte sent to one socket of many, the socket found, the byte received.</summary>
[MemoryDiagnoser]
public class PollingHotPaths
{
    private Connections _connections = null!;
    private PollingJob _job = null!;
    private MultiplexerPoller _epoll = null!;
    private MultiplexerPoller _select = null!;

    [Params(10, 1000)]
    public int Sockets { get; set; }

    [GlobalSetup]
    public void Open()
    {
        _connections = new Connections(Sockets);
        _job = new PollingJob(_connections);
        // Elsewhere than on Linux both are Select.
        _epoll = new MultiplexerPoller(MultiplexerBackend.Default, _connections.Sockets);
        _select = new MultiplexerPoller(MultiplexerBackend.Select, _connections.Sockets);
    }

    [GlobalCleanup]
    public void Close()
    {
        _epoll.Dispose();
        _select.Dispose();
        _connections.Dispose();
    }

    [Benchmark]
    public void Default() => _job.OneReady(_epoll, 1);

    [Benchmark]
    public void Select() => _job.OneReady(_select, 1);
}
