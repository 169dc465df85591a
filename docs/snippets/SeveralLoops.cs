using System.Net;
using System.Net.Sockets;
using Tutorial.Net;

/// <summary>Two ways to have a server for each core. Each has a handler of its own, since each has a thread of its own.</summary>
internal static class SeveralLoops
{
    /// <summary>All on one port; their options say <see cref="LineServerOptions.ReusePort"/>, and the kernel deals. Linux.</summary>
    public static IPEndPoint Share(IReadOnlyList<LineServer> servers, IPEndPoint endPoint)
    {
        // Port 0 is the first one's to choose.
        foreach (LineServer server in servers)
            endPoint = (IPEndPoint)server.Listen(endPoint);
        return endPoint;
    }

    /// <summary>One accepts and deals in turn, until it is cancelled.</summary>
    public static async Task DealAsync(Socket listener, IReadOnlyList<LineServer> servers, CancellationToken cancellationToken)
    {
        int next = 0;
        await foreach (Socket connection in listener.AcceptAllAsync(cancellationToken))
            servers[next++ % servers.Count].Adopt(connection);
    }
}
