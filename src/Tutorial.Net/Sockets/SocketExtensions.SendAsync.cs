using System.Buffers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Tutorial.Net;

public static partial class SocketExtensions
{
    /// <summary>Sends every byte of <paramref name="buffer"/> without blocking a thread.</summary>
    /// <remarks>
    /// Completes when the kernel has every byte, often before it returns. There is no time limit but the token's. On Windows the
    /// count of a failed send leaves out up to 16 KiB that were under way.
    /// </remarks>
    /// <param name="socket">A connected stream socket, blocking or not. Borrowed.</param>
    /// <param name="buffer">What to send; must not change until the call completes.</param>
    /// <param name="cancellationToken">
    /// Gives up waiting. A part of the data may have gone by then, and nothing says how much, so the peer's view of the
    /// stream is cut off at an unknown place: after a cancelled send close the connection.
    /// </param>
    /// <exception cref="SendIncompleteException">
    /// Not every byte went: the peer is gone, or the socket was closed meanwhile. Carries the exact count.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the connection is unusable.</exception>
    /// <exception cref="ObjectDisposedException">The socket was closed before the call.</exception>
    public static ValueTask SendAllAsync(
        this Socket socket, ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        if (buffer.IsEmpty)
            return default;

        ThrowIfClosed(socket);
        return SendAsync(new SocketSendTransport(socket, Timeout.InfiniteTimeSpan), buffer, cancellationToken);
    }

    /// <inheritdoc cref="SendAllAsync(Socket, ReadOnlyMemory{byte}, CancellationToken)" path="/remarks|/param|/exception"/>
    /// <summary>
    /// Sends every byte of a sequence without blocking a thread. Small segments are gathered, so a header and its body
    /// leave together; the sequence may be longer than 2 GiB.
    /// </summary>
    public static ValueTask SendAllAsync(
        this Socket socket, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (buffer.IsSingleSegment)
            return SendAllAsync(socket, buffer.First, cancellationToken);
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        if (buffer.IsEmpty)
            return default;

        ThrowIfClosed(socket);
        return SendAsync(new SocketSendTransport(socket, Timeout.InfiniteTimeSpan), buffer, CancellationToken.None, cancellationToken);
    }

    /// <summary>Sends every byte of <paramref name="buffer"/> before a deadline, without blocking a thread.</summary>
    /// <remarks>
    /// Completes when the kernel has every byte, often before it returns. Off Windows the count of a send that ran out of time
    /// is exact; on Windows it leaves out up to 16 KiB that were under way.
    /// </remarks>
    /// <param name="socket">A connected stream socket, blocking or not. Borrowed.</param>
    /// <param name="buffer">What to send; must not change until the call completes.</param>
    /// <param name="timeout">
    /// Of the whole call; <see cref="TimeSpan.Zero"/> sends what goes at once, <see cref="Timeout.InfiniteTimeSpan"/> waits as
    /// long as it takes.
    /// </param>
    /// <param name="cancellationToken">Gives up earlier; then nothing says how much went, and the connection is unusable.</param>
    /// <exception cref="SendIncompleteException">
    /// Not every byte went: the time is over, the peer is gone, or the socket was closed meanwhile.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the connection is unusable.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not infinite.</exception>
    /// <exception cref="ObjectDisposedException">The socket was closed before the call.</exception>
    public static ValueTask SendAllAsync(
        this Socket socket, ReadOnlyMemory<byte> buffer, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        SendAllAsync(socket, new ReadOnlySequence<byte>(buffer), timeout, cancellationToken);

    /// <inheritdoc cref="SendAllAsync(Socket, ReadOnlyMemory{byte}, TimeSpan, CancellationToken)" path="/remarks|/param|/exception"/>
    /// <summary>
    /// Sends every byte of a sequence before a deadline, without blocking a thread. Small segments are gathered; the sequence
    /// may be longer than 2 GiB.
    /// </summary>
    public static async ValueTask SendAllAsync(
        this Socket socket, ReadOnlySequence<byte> buffer, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        Deadline deadline = Deadline.After(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        if (buffer.IsEmpty)
            return;

        ThrowIfClosed(socket);
        using var timeOver = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeOver.CancelAfter(deadline.NextTimer);
        await SendAsync(new SocketSendTransport(socket, timeout), buffer, timeOver.Token, cancellationToken).ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask SendAsync(
        SocketSendTransport transport, ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        (SocketError error, long sent, _) =
            await SendLoop.RunAsync(transport, buffer, CancellationToken.None, cancellationToken).ConfigureAwait(false);
        if (error != SocketError.Success)
            throw SendIncompleteException.Create(sent, buffer.Length, error);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask SendAsync(
        SocketSendTransport transport, ReadOnlySequence<byte> buffer, CancellationToken timeOver, CancellationToken cancellationToken)
    {
        var gatherer = new SegmentGatherer(buffer);
        try
        {
            long total = 0;
            while (gatherer.MoveNext())
            {
                (SocketError error, long sent, _) =
                    await SendLoop.RunAsync(transport, gatherer.Current, timeOver, cancellationToken).ConfigureAwait(false);
                total += sent;
                if (error != SocketError.Success)
                    throw SendIncompleteException.Create(total, buffer.Length, error, transport.PassedTimeout());
            }
        }
        finally
        {
            gatherer.Dispose();
        }
    }
}
