using System.Net.Sockets;

namespace Tutorial.Net.Benchmarks.Polling;

/// <summary>The library's.</summary>
internal sealed class MultiplexerPoller : Poller
{
    private readonly ReadySocket[] _ready;
    private readonly SocketMultiplexer _multiplexer;

    public MultiplexerPoller(MultiplexerBackend backend, Socket[] sockets)
    {
        _ready = new ReadySocket[sockets.Length];
        _multiplexer = new SocketMultiplexer(backend);
        foreach (Socket socket in sockets)
            _multiplexer.Register(socket, SocketEvents.Read);
    }

    public override string Name => $"SocketMultiplexer, {_multiplexer.Backend}";

    public override int WaitAndReceive()
    {
        int count = _multiplexer.Wait(_ready, Timeout.InfiniteTimeSpan);
        foreach (ReadySocket ready in _ready.AsSpan(0, count))
        {
            if ((ready.Events & SocketEvents.Read) != 0)
                Receive(ready.Socket);
        }

        return count;
    }

    public override void Dispose() => _multiplexer.Dispose();
}
