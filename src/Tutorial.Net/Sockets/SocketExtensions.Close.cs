using System.Buffers;
using System.Net.Sockets;

namespace Tutorial.Net;

public static partial class SocketExtensions
{
    private const int DiscardSize = 16 * 1024;

    private const int ReceivesInARow = 64;

    // What a receive buffer can hold; a peer that never stops must not keep the end from coming.
    private const int MostAfterDeadline = 4 << 20;

    /// <summary>
    /// Ends a connection so that the peer gets everything that was sent: shuts the sending side, reads and discards what the
    /// peer still sends until it closes too, then closes the socket.
    /// </summary>
    /// <remarks>
    /// Closing a socket that holds unread bytes resets the connection, and a reset takes along what the peer has not read yet:
    /// the last reply (RFC 1122, section 4.2.2.13). Ends early where the connection is reset or was never made. When the time
    /// is over, what is there is discarded and the socket closed. Never throws for what the peer does or for a socket that is
    /// closed already; the socket is closed in every case. What the peer sends meanwhile costs time, at most
    /// <paramref name="timeout"/>, and no memory. For TLS, shut the <c>SslStream</c> down before.
    /// </remarks>
    /// <param name="socket">A stream socket, blocking or not, from which nobody else receives meanwhile. Closed.</param>
    /// <param name="timeout">
    /// How long to wait for the peer's end in all. <see cref="TimeSpan.Zero"/> discards what is there;
    /// <see cref="Timeout.InfiniteTimeSpan"/> leaves it to the peer, who may never end.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not infinite; nothing is done.</exception>
    /// <example>
    /// <code>
    /// client.SendAll("221 bye\r\n"u8);
    /// client.CloseGracefully(TimeSpan.FromSeconds(2));
    /// </code>
    /// </example>
    public static void CloseGracefully(this Socket socket, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(socket);
        Deadline deadline = Deadline.After(timeout);
        byte[] discarded = ArrayPool<byte>.Shared.Rent(DiscardSize);
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            // Readiness first, and time before the next: neither a silent peer nor one that never stops holds the call.
            while (!deadline.HasPassed && deadline.Await(socket, SelectMode.SelectRead))
            {
                if (IsAtEnd(socket, discarded))
                    return;
            }

            DiscardWhatIsThere(socket, discarded);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // There is nobody any more to be graceful to.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(discarded);
            socket.Dispose();
        }
    }

    /// <inheritdoc cref="CloseGracefully" path="/exception|/remarks"/>
    /// <summary>
    /// Ends a connection so that the peer gets everything that was sent, without blocking a thread: shuts the sending side,
    /// reads and discards what the peer still sends until it closes too, then closes the socket.
    /// </summary>
    /// <param name="socket">A stream socket from which nobody else receives meanwhile. Closed.</param>
    /// <param name="timeout">
    /// How long to wait for the peer's end in all; <see cref="Timeout.InfiniteTimeSpan"/> leaves it to the peer, who may never
    /// end.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; the socket is closed then, too.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled; the socket is closed.</exception>
    /// <example>
    /// <code>await client.CloseGracefullyAsync(TimeSpan.FromSeconds(2), cancellationToken);</code>
    /// </example>
    public static async ValueTask CloseGracefullyAsync(
        this Socket socket, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        Deadline deadline = Deadline.After(timeout);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(deadline.NextTimer);
        // Not pooled: a receive that is being cancelled may still write to it.
        byte[] discarded = new byte[DiscardSize];
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            if (await IsTimeOverAsync(socket, discarded, limit.Token).ConfigureAwait(false))
            {
                cancellationToken.ThrowIfCancellationRequested();
                DiscardWhatIsThere(socket, new byte[DiscardSize]);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // There is nobody any more to be graceful to.
        }
        finally
        {
            socket.Dispose();
        }
    }

    private static async ValueTask<bool> IsTimeOverAsync(Socket socket, byte[] discarded, CancellationToken limit)
    {
        try
        {
            for (int receives = 1; await socket.ReceiveAsync(discarded, limit).ConfigureAwait(false) > 0; receives++)
            {
                // A peer that never pauses is never waited for, and the thread may have other work.
                if (receives % ReceivesInARow == 0)
                    await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            }

            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private static void DiscardWhatIsThere(Socket socket, byte[] buffer)
    {
        for (int taken = 0; taken < MostAfterDeadline && socket.Poll(0, SelectMode.SelectRead); taken += buffer.Length)
        {
            if (IsAtEnd(socket, buffer))
                return;
        }
    }

    // Called where the socket is ready, so that a blocking one does not block.
    private static bool IsAtEnd(Socket socket, byte[] buffer) =>
        socket.Receive(buffer, SocketFlags.None, out SocketError error) == 0
        && error is not (SocketError.WouldBlock or SocketError.Interrupted);
}
