using System.Net;
using System.Net.Sockets;
using Tutorial.Net.Load.Studies;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Load.Soak;

/// <summary>The servers, each behind the bad network.</summary>
internal sealed class SoakServers : IDisposable
{
    /// <summary>Of each socket, and of what may wait in the server of lines: sends are short, and who does not read pushes back.</summary>
    public const int BufferSize = 4_096;

    private readonly CancellationTokenSource _stop = new();
    private readonly StudyHandler _handler = new();
    private readonly LineServer _lineServer;
    private readonly LineServer _pageServer;
    private readonly BlockServer _blockServer = new();
    private readonly Task _serving;

    public SoakServers()
    {
        _lineServer = new LineServer(_handler, new LineServerOptions { MaxPendingBytes = BufferSize });
        _pageServer = new LineServer(new PageHandler(), new LineServerOptions { Lines = new LineOptions { Terminator = LineTerminator.CrLf } });
        Lines = new ChaosProxy(Listen(_lineServer), BufferSize);
        Pages = new ChaosProxy(Listen(_pageServer), BufferSize);
        Blocks = new ChaosProxy(_blockServer.EndPoint, BufferSize);
        _serving = Task.WhenAll(_lineServer.RunAsync(_stop.Token), _pageServer.RunAsync(_stop.Token));
        Lag = new LoopLag(_lineServer);
    }

    /// <summary>Leads to the one that echoes lines.</summary>
    public ChaosProxy Lines { get; }

    /// <summary>Leads to the one of <see cref="SoakPage"/>s.</summary>
    public ChaosProxy Pages { get; }

    /// <summary>Leads to a <see cref="BlockServer"/>.</summary>
    public ChaosProxy Blocks { get; }

    /// <summary>Of the server of lines.</summary>
    public LoopLag Lag { get; }

    /// <summary>Lines that came to the server damaged, doubled or out of order.</summary>
    public long Wrong => _handler.Wrong;

    /// <summary>The connection that has stood still for longest, if there is one.</summary>
    public (TimeSpan Time, ChaosPlan Plan)? LongestStandstill =>
        new[] { Lines, Pages, Blocks }.Select(network => network.LongestStandstill).MaxBy(still => still?.Time);

    public void Dispose()
    {
        Lag.Dispose();
        _stop.Cancel();
        _serving.Wait();
        _lineServer.Dispose();
        _pageServer.Dispose();
        _blockServer.Dispose();
        Lines.Dispose();
        Pages.Dispose();
        Blocks.Dispose();
        _stop.Dispose();
    }

    private static EndPoint Listen(LineServer server)
    {
        Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.LimitBuffers(BufferSize);
        listener.Bind(Loopback.AnyPort);
        listener.Listen();
        server.Listen(listener);
        return listener.LocalEndPoint!;
    }
}
