using BenchmarkDotNet.Attributes;

namespace Tutorial.Net.Benchmarks.Polling;

/// <summary>What one event costs when one socket of many is ready.</summary>
[MemoryDiagnoser]
public class PollingBenchmark
{
    private Connections _connections = null!;
    private PollingJob _job = null!;
    private Poller _epoll = null!, _bareEpoll = null!, _select = null!, _bareSelect = null!, _netMQ = null!;

    [Params(10, 100, 1000, 4000, 9000)]
    public int Sockets { get; set; }

    [GlobalSetup]
    public void Open()
    {
        _connections = new Connections(Sockets);
        _job = new PollingJob(_connections);
        _bareEpoll = new BareEpollPoller(_connections.Sockets);
        _epoll = new MultiplexerPoller(MultiplexerBackend.Epoll, _connections.Sockets);
        _bareSelect = new SelectPoller(_connections.Sockets, watchErrors: true);
        _select = new MultiplexerPoller(MultiplexerBackend.Select, _connections.Sockets);
        _netMQ = new NetMQPoller(_connections.Sockets);
    }

    [GlobalCleanup]
    public void Close()
    {
        foreach (Poller poller in (Poller[])[_bareEpoll, _epoll, _bareSelect, _select, _netMQ])
            poller.Dispose();
        _connections.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void BareEpollLoop() => _job.OneReady(_bareEpoll, 1);

    [Benchmark]
    public void MultiplexerEpoll() => _job.OneReady(_epoll, 1);

    [Benchmark]
    public void BareSocketSelect() => _job.OneReady(_bareSelect, 1);

    [Benchmark]
    public void MultiplexerSelect() => _job.OneReady(_select, 1);

    [Benchmark]
    public void NetMQSelector() => _job.OneReady(_netMQ, 1);
}
