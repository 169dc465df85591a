using System.Net.Sockets;

namespace Tutorial.Net;

public static partial class SocketExtensions
{
    /// <summary>Receives until <paramref name="buffer"/> is full.</summary>
    /// <remarks>
    /// It waits for a non-blocking socket, too. <see cref="Socket.ReceiveTimeout"/> limits each receive, so a peer that sends a
    /// byte now and then holds the call for longer: give the call a limit of its own. An empty buffer makes no system call.
    /// </remarks>
    /// <param name="socket">A connected stream socket, blocking or not. Borrowed.</param>
    /// <param name="buffer">What to fill.</param>
    /// <exception cref="EndOfStreamException">The peer closed too early; the message says how many of how many bytes had come.</exception>
    /// <exception cref="ReceiveIncompleteException">
    /// The connection was reset or a <see cref="Socket.ReceiveTimeout"/> passed. What had come is at the beginning of
    /// <paramref name="buffer"/>; the exception says how much.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public static void ReceiveExactly(this Socket socket, Span<byte> buffer)
    {
        ArgumentNullException.ThrowIfNull(socket);
        for (int received = 0; received < buffer.Length;)
        {
            int count = ReceiveSome(socket, buffer[received..], out SocketError error);
            Account(count, error, ref received, buffer.Length);
        }
    }

    /// <summary>Receives until <paramref name="buffer"/> is full, before a deadline.</summary>
    /// <remarks>
    /// A peer that sends a byte now and then does not hold the call for longer. <see cref="Socket.ReceiveTimeout"/> has no say.
    /// An empty buffer makes no system call.
    /// </remarks>
    /// <param name="socket">A connected stream socket, blocking or not, from which nobody else receives meanwhile. Borrowed.</param>
    /// <param name="buffer">What to fill.</param>
    /// <param name="timeout">
    /// Of the whole call, to the next millisecond; <see cref="TimeSpan.Zero"/> takes what is there,
    /// <see cref="Timeout.InfiniteTimeSpan"/> waits as long as it takes.
    /// </param>
    /// <exception cref="EndOfStreamException">The peer closed too early; the message says how many of how many bytes had come.</exception>
    /// <exception cref="ReceiveIncompleteException">
    /// The time was over (<see cref="SocketError.TimedOut"/>) or the connection was reset. What had come is at the beginning of
    /// <paramref name="buffer"/>; go on from <see cref="ReceiveIncompleteException.BytesReceived"/>.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not infinite.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    /// <example>
    /// <code>
    /// byte[] header = new byte[8];
    /// socket.ReceiveExactly(header, TimeSpan.FromSeconds(5));
    /// </code>
    /// </example>
    public static void ReceiveExactly(this Socket socket, Span<byte> buffer, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(socket);
        Deadline deadline = Deadline.After(timeout);
        for (int received = 0; received < buffer.Length;)
        {
            if (received > 0 && deadline.HasPassed)
                throw new ReceiveIncompleteException(received, buffer.Length, SocketError.TimedOut);
            int count = ReceiveSome(socket, buffer[received..], deadline, out SocketError error);
            Account(count, error, ref received, buffer.Length);
        }
    }

    /// <summary>Receives until <paramref name="buffer"/> is full, without blocking a thread.</summary>
    /// <param name="socket">A connected stream socket. Borrowed.</param>
    /// <param name="buffer">What to fill; not to be touched until the call completes.</param>
    /// <param name="cancellationToken">
    /// Gives up waiting. What came before is in <paramref name="buffer"/>, but nothing says how much: after a cancelled call
    /// the place in the stream is unknown. The form with a time limit says it.
    /// </param>
    /// <exception cref="EndOfStreamException">The peer closed too early; the message says how many of how many bytes had come.</exception>
    /// <exception cref="ReceiveIncompleteException">The connection was reset; it says how many bytes had come.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public static ValueTask ReceiveExactlyAsync(
        this Socket socket, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return FillAsync(socket, buffer, cancellationToken, cancellationToken);
    }

    /// <inheritdoc cref="ReceiveExactlyAsync(Socket, Memory{byte}, CancellationToken)" path="/exception"/>
    /// <summary>Receives until <paramref name="buffer"/> is full, before a deadline, without blocking a thread.</summary>
    /// <param name="socket">A connected stream socket. Borrowed.</param>
    /// <param name="buffer">What to fill; not to be touched until the call completes.</param>
    /// <param name="timeout">Of the whole call; <see cref="Timeout.InfiniteTimeSpan"/> waits as long as it takes.</param>
    /// <param name="cancellationToken">Gives up earlier; then nothing says how much had come.</param>
    /// <exception cref="ReceiveIncompleteException">
    /// The time was over (<see cref="SocketError.TimedOut"/>) or the connection was reset. What had come is at the beginning of
    /// <paramref name="buffer"/>; go on from <see cref="ReceiveIncompleteException.BytesReceived"/>.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not infinite.</exception>
    public static async ValueTask ReceiveExactlyAsync(
        this Socket socket, Memory<byte> buffer, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (timeout == TimeSpan.Zero)
        {
            // An asynchronous receive may wait for the system to tell of what is there, and a timer of no time would win.
            cancellationToken.ThrowIfCancellationRequested();
            ReceiveExactly(socket, buffer.Span, timeout);
            return;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Deadline.After(timeout).NextTimer);
        await FillAsync(socket, buffer, limit.Token, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask FillAsync(
        Socket socket, Memory<byte> buffer, CancellationToken limit, CancellationToken cancellationToken)
    {
        for (int received = 0; received < buffer.Length;)
        {
            int count = 0;
            SocketError error = SocketError.Success;
            try
            {
                count = await socket.ReceiveAsync(buffer[received..], limit).ConfigureAwait(false);
            }
            catch (SocketException e)
            {
                error = e.SocketErrorCode;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                error = SocketError.TimedOut;
            }

            Account(count, error, ref received, buffer.Length);
        }
    }

    private static void Account(int count, SocketError error, ref int received, int wanted)
    {
        if (error != SocketError.Success)
            throw new ReceiveIncompleteException(received, wanted, error);
        if (count == 0)
            throw new EndOfStreamException($"The peer closed the connection after {received} of {wanted} bytes.");
        received += count;
    }
}
