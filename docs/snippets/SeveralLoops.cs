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

    /// <summary>
    /// One accepts and deals in turn, until it is cancelled or every server has ended. <paramref name="most"/> clients or some more are
    /// served at once, and the others wait in the backlog; it is well below what <c>ulimit -n</c> allows.
    /// </summary>
    public static async Task DealAsync(Socket listener, IEnumerable<LineServer> servers, int most, CancellationToken cancellationToken)
    {
        const int Round = 64;
        List<LineServer> running = [.. servers];
        int next = 0, dealt = 0;
        await foreach (Socket connection in listener.AcceptAllAsync(cancellationToken))
        {
            next = (next + 1) % running.Count;
            try
            {
                running[next].Adopt(connection);
            }
            catch (ObjectDisposedException)
            {
                // It has ended, and has closed the connection. The others go on.
                running.RemoveAt(next);
                if (running.Count == 0)
                    return;
            }

            // Not for each connection, since Sessions is a copy.
            dealt = (dealt + 1) % Round;
            while (dealt == 0 && running.Sum(server => server.Sessions.Count) >= most)
                await Task.Delay(100, cancellationToken);
        }
    }
}
