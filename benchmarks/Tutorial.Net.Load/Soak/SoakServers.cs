using System.Net;
using Tutorial.Net.Load.Studies;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Load.Soak;

/// <summary>The servers, each behind the bad network.</summary>
internal sealed class SoakServers : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly StudyHandler _handler = new();
    private readonly LineServer _lineServer;
    private readonly LineServer _pageServer;
    private readonly BlockServer _blockServer = new();
    private readonly Task _serving;

    public SoakServers()
    {
        _lineServer = new LineServer(_handler);
        _pageServer = new LineServer(new PageHandler(), new LineServerOptions { Lines = new LineOptions { Terminator = LineTerminator.CrLf } });
        Lines = new ChaosProxy(_lineServer.Listen(new IPEndPoint(IPAddress.Loopback, 0)));
        Pages = new ChaosProxy(_pageServer.Listen(new IPEndPoint(IPAddress.Loopback, 0)));
        Blocks = new ChaosProxy(_blockServer.EndPoint);
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
}
