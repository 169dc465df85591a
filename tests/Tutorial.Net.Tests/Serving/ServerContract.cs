using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Serving;

/// <summary>What a server promises, over each backend and each kind of socket: the base of the contracts, whose tests derived classes
/// run.</summary>
public abstract class ServerContract
{
    private readonly TimeSpan _spinTime;

    private protected ServerContract(ServerKind kind)
    {
        Backend = kind == ServerKind.SelectTcp ? MultiplexerBackend.Select : MultiplexerBackend.Epoll;
        if (Backend == MultiplexerBackend.Epoll)
            Requires.Linux();
        IsUnix = kind == ServerKind.EpollUnix;
        _spinTime = TimeSpan.FromMilliseconds(kind == ServerKind.EpollSpinning ? 1 : 0);
    }

    private protected MultiplexerBackend Backend { get; }

    private protected bool IsUnix { get; }

    private protected TestServer Start(ILineHandler handler, LineOptions? lines = null) =>
        new(handler, new LineServerOptions { Backend = Backend, SpinTime = _spinTime, Lines = lines ?? new LineOptions() }, IsUnix);
}
