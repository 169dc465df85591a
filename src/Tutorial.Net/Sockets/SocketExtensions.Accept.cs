using System.Net.Sockets;

namespace Tutorial.Net;

public static partial class SocketExtensions
{
    /// <summary>Accepts connections until the listener is closed: the loop of a server (accept(2)).</summary>
    /// <remarks>
    /// It survives what is no fault of the listener: a connection that was gone before it was taken (<c>ECONNABORTED</c>), and a
    /// lack of descriptors or memory (<c>EMFILE</c>, <c>ENFILE</c>, <c>ENOBUFS</c>, <c>ENOMEM</c>) or an error of the new
    /// connection's network, after which it pauses for 5 to 200 ms before the next attempt. It ends when the listener is closed, by
    /// whatever thread, also if it was closed before; leaving the loop does not close it. A limit on the clients served at once is
    /// the caller's: do not ask for the next one before there is room, the others wait in the backlog.
    /// </remarks>
    /// <param name="listener">A listening stream socket, blocking or not. Borrowed.</param>
    /// <returns>Connected sockets, one by one, blocking if the listener is; the caller owns each.</returns>
    /// <exception cref="InvalidOperationException">The socket is not bound, or does not listen.</exception>
    /// <exception cref="SocketException">The listener itself failed.</exception>
    /// <example>
    /// <code>
    /// foreach (Socket client in listener.AcceptAll())
    ///     new Thread(() => Serve(client)).Start();
    /// </code>
    /// </example>
    public static IEnumerable<Socket> AcceptAll(this Socket listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        return AcceptLoop.Run(() =>
        {
            if (!listener.Blocking)
                Deadline.After(Timeout.InfiniteTimeSpan).Await(listener, SelectMode.SelectRead);
            return listener.Accept();
        });
    }

    /// <inheritdoc cref="AcceptAll" path="/exception|/remarks|/returns"/>
    /// <summary>Accepts connections until the listener is closed, without blocking a thread.</summary>
    /// <param name="listener">A listening stream socket. Borrowed.</param>
    /// <param name="cancellationToken">Ends the loop. No connection is lost: what was not taken waits in the backlog.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <example>
    /// <code>
    /// await foreach (Socket client in listener.AcceptAllAsync(cancellationToken))
    ///     _ = ServeAsync(client, cancellationToken);
    /// </code>
    /// </example>
    public static IAsyncEnumerable<Socket> AcceptAllAsync(this Socket listener, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(listener);
        return AcceptLoop.RunAsync(listener.AcceptAsync, cancellationToken);
    }
}
