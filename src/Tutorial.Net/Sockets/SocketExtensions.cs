using System.Buffers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <summary>
/// Send everything, receive in chunks, describe: what a program needs of a <see cref="Socket"/> and the class leaves to it.
/// </summary>
/// <remarks>
/// Nothing here changes <see cref="Socket.Blocking"/>, an option or a buffer, and nothing takes ownership of the socket. One
/// thread may send while another receives. Two sends at once on one socket are allowed by the kernel, and their bytes
/// interleave: serialise them. An asynchronous call that has to wait makes .NET switch the descriptor itself to non-blocking
/// for good (as each of <see cref="Socket"/>'s own does) and emulate blocking calls from then on; the synchronous ones never
/// do. What <c>SendAll</c> sends goes past the runtime's <c>System.Net.Sockets</c> event counters.
/// </remarks>
public static partial class SocketExtensions
{
    /// <summary>
    /// Sends every byte of <paramref name="buffer"/>, as Python's <c>socket.sendall</c> does, and unlike it also on a
    /// non-blocking socket, where it waits until the socket is writable.
    /// </summary>
    /// <remarks>
    /// Returns when the kernel has every byte (send(2)); that is not yet the peer. The socket's
    /// <see cref="Socket.SendTimeout"/>, where one is set, is the limit of the whole call. Zero bytes make no system call.
    /// Allocates nothing unless it throws.
    /// </remarks>
    /// <param name="socket">A connected stream socket, blocking or not. Borrowed.</param>
    /// <param name="buffer">What to send.</param>
    /// <exception cref="SendIncompleteException">
    /// Not every byte went: the peer is gone, the time is over, or the socket was closed meanwhile. Carries the exact count.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The socket was closed before the call.</exception>
    public static void SendAll(this Socket socket, ReadOnlySpan<byte> buffer) => SendAll(socket, buffer, timeout: null);

    /// <inheritdoc cref="SendAll(Socket, ReadOnlySpan{byte})"/>
    /// <summary>Sends every byte of <paramref name="buffer"/> before a deadline.</summary>
    /// <remarks>
    /// Returns when the kernel has every byte (send(2)); that is not yet the peer. <see cref="Socket.SendTimeout"/> has no
    /// say. Zero bytes make no system call. Allocates nothing unless it throws.
    /// </remarks>
    /// <param name="socket">A connected stream socket, blocking or not. Borrowed.</param>
    /// <param name="buffer">What to send.</param>
    /// <param name="timeout">
    /// Of the whole call, to the next millisecond; <see cref="TimeSpan.Zero"/> sends what goes at once,
    /// <see cref="Timeout.InfiniteTimeSpan"/> waits as long as it takes.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not infinite.</exception>
    public static void SendAll(this Socket socket, ReadOnlySpan<byte> buffer, TimeSpan timeout) =>
        SendAll(socket, buffer, (TimeSpan?)timeout);

    /// <inheritdoc cref="SendAll(Socket, ReadOnlySpan{byte}, TimeSpan)"/>
    /// <summary>
    /// Sends every byte of a sequence before a deadline. Small segments are gathered, so a header and its body leave
    /// together; the sequence may be longer than 2 GiB.
    /// </summary>
    /// <remarks>
    /// Returns when the kernel has every byte (send(2)); that is not yet the peer. <see cref="Socket.SendTimeout"/> has no
    /// say. Zero bytes make no system call. Allocates nothing unless it throws: the gathering buffer is pooled.
    /// </remarks>
    public static void SendAll(this Socket socket, in ReadOnlySequence<byte> buffer, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (buffer.IsSingleSegment)
        {
            SendAll(socket, buffer.FirstSpan, timeout);
            return;
        }

        ThrowIfInvalid(timeout);
        if (buffer.IsEmpty)
            return;

        ThrowIfClosed(socket);
        var transport = new SocketSendTransport(socket, timeout);
        var gatherer = new SegmentGatherer(buffer);
        try
        {
            long sent = 0;
            while (gatherer.MoveNext())
            {
                SocketError error = SendLoop.Run(ref transport, gatherer.Current.Span, ref sent);
                if (error != SocketError.Success)
                    throw SendIncompleteException.Create(sent, buffer.Length, error, transport.PassedTimeout());
            }
        }
        finally
        {
            gatherer.Dispose();
        }
    }

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

    /// <inheritdoc cref="SendAllAsync(Socket, ReadOnlyMemory{byte}, CancellationToken)"/>
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

    /// <inheritdoc cref="SendAllAsync(Socket, ReadOnlyMemory{byte}, TimeSpan, CancellationToken)"/>
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

    private static void SendAll(Socket socket, ReadOnlySpan<byte> buffer, TimeSpan? timeout)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ThrowIfInvalid(timeout ?? Timeout.InfiniteTimeSpan);
        if (buffer.IsEmpty)
            return;

        ThrowIfClosed(socket);
        var transport = new SocketSendTransport(socket, timeout);
        long sent = 0;
        SocketError error = SendLoop.Run(ref transport, buffer, ref sent);
        if (error != SocketError.Success)
            throw SendIncompleteException.Create(sent, buffer.Length, error, transport.PassedTimeout());
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask SendAsync(
        SocketSendTransport transport, ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        (SocketError error, long sent) =
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
                (SocketError error, long sent) =
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

    // Also where nothing is sent, and then without a look at the socket.
    private static void ThrowIfInvalid(TimeSpan timeout) => Deadline.After(timeout);

    private static void ThrowIfClosed(Socket socket) => ObjectDisposedException.ThrowIf(socket.SafeHandle.IsClosed, socket);
}
