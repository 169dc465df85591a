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
    /// One accepts and deals in turn, until it is cancelled or every server has ended. No more than <paramref name="most"/> are served at
    /// once, well below what <c>ulimit -n</c> allows; the others wait in the backlog.
    /// </summary>
    public static async Task DealAsync(Socket listener, IEnumerable<LineServer> servers, int most, CancellationToken cancellationToken)
    {
        List<LineServer> running = [.. servers];
        List<Socket> dealt = [];
        int next = 0;
        await foreach (Socket connection in listener.AcceptAllAsync(cancellationToken))
        {
            next = (next + 1) % running.Count;
            try
            {
                running[next].Adopt(connection);
                dealt.Add(connection);
            }
            catch (ObjectDisposedException)
            {
                // It has ended, and has closed the connection. The others go on.
                running.RemoveAt(next);
                if (running.Count == 0)
                    return;
            }

            // Its server closes each in the end.
            while (dealt.Count >= most && dealt.RemoveAll(static socket => socket.SafeHandle.IsClosed) == 0)
                await Task.Delay(100, cancellationToken);
        }
    }
}
