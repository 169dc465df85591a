using System.Net.Sockets;

namespace Tutorial.Net.Samples.ThreeServers;

/// <summary>One thread for all, with every limit of <see cref="LineServerOptions"/>.</summary>
internal sealed class HandlerServer : ILineHandler
{
    public static async Task RunAsync(Socket listener, CancellationToken cancellationToken)
    {
        // A carriage return inside a line could not be sent on as one.
        using var server = new LineServer(new HandlerServer(), new() { Lines = new() { Terminator = LineTerminator.Universal } });
        server.Listen(listener);
        await server.RunAsync(cancellationToken);
    }

    public void OnLine(LineSession session, in Line line) => session.Server.Broadcast(line.Span);
}
