using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tutorial.Net;

/// <summary>A line server as a part of a host, which drains it when the host stops.</summary>
internal sealed class HostedLineServer(ILineHandler handler, IPEndPoint endPoint, ILoggerFactory logs) : BackgroundService
{
    private readonly LineServer _server = new(handler, loggerFactory: logs);

    public EndPoint? EndPoint { get; private set; }

    // Not in ExecuteAsync: a port in use keeps the host from starting.
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        EndPoint = _server.Listen(endPoint);
        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _server.RunAsync(stoppingToken);

    public override void Dispose()
    {
        _server.Dispose();
        base.Dispose();
    }
}
