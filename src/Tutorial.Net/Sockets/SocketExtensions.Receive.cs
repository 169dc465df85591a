using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Tutorial.Net;

public static partial class SocketExtensions
{
    /// <summary>
    /// Receives until the peer closes, one receive a chunk: TCP's own chunkiness, nothing joined and nothing cut.
    /// </summary>
    /// <remarks>
    /// Every enumeration has one buffer of <paramref name="bufferSize"/> bytes and reuses it; nothing else is allocated a
    /// chunk. It ends at the peer's orderly close (recv(2) returning 0). A non-blocking socket is waited for, as long as
    /// <see cref="Socket.ReceiveTimeout"/> says. Leaving the loop early loses nothing: what was not received stays in the
    /// socket.
    /// </remarks>
    /// <param name="socket">A connected stream socket, blocking or not. Borrowed: it stays open.</param>
    /// <param name="bufferSize">The most that one chunk can hold, in bytes; at least 1.</param>
    /// <returns>Chunks, never empty, each valid until the next is asked for.</returns>
    /// <exception cref="SocketException">
    /// The connection was reset, or a <see cref="Socket.ReceiveTimeout"/> passed with nothing received. After a timeout a
    /// new enumeration goes on where this one stopped.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The socket is closed, or is closed while a non-blocking one is waited for.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bufferSize"/> is less than 1.</exception>
    public static IEnumerable<ReadOnlyMemory<byte>> ReceiveChunks(this Socket socket, int bufferSize = 65536)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentOutOfRangeException.ThrowIfLessThan(bufferSize, 1);
        return Chunks(socket, bufferSize);
    }

    /// <inheritdoc cref="ReceiveChunks(Socket, int)"/>
    /// <summary>
    /// Receives until the peer closes, one receive a chunk, without blocking a thread.
    /// </summary>
    /// <remarks>
    /// Every enumeration has one buffer of <paramref name="bufferSize"/> bytes and reuses it. It ends at the peer's orderly
    /// close. <see cref="Socket.ReceiveTimeout"/> has no say over asynchronous calls: cancel instead.
    /// </remarks>
    /// <param name="socket">A connected stream socket. Borrowed: it stays open.</param>
    /// <param name="bufferSize">The most that one chunk can hold, in bytes; at least 1.</param>
    /// <param name="cancellationToken">Gives up waiting for the next chunk. No byte is lost by that.</param>
    /// <exception cref="SocketException">The connection was reset.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static IAsyncEnumerable<ReadOnlyMemory<byte>> ReceiveChunksAsync(
        this Socket socket, int bufferSize = 65536, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentOutOfRangeException.ThrowIfLessThan(bufferSize, 1);
        return ChunksAsync(socket, bufferSize, cancellationToken);
    }

    /// <summary>Receives until <paramref name="buffer"/> is full.</summary>
    /// <remarks>
    /// A non-blocking socket is waited for. <see cref="Socket.ReceiveTimeout"/> is the limit of each receive, so a peer that
    /// sends a byte now and then holds the call for longer: give the call a limit of its own. An empty buffer makes no system
    /// call.
    /// </remarks>
    /// <param name="socket">A connected stream socket, blocking or not. Borrowed.</param>
    /// <param name="buffer">What to fill.</param>
    /// <exception cref="EndOfStreamException">The peer closed before; says how much of how much had come.</exception>
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
    /// <exception cref="EndOfStreamException">The peer closed before; says how much of how much had come.</exception>
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
    /// <exception cref="EndOfStreamException">The peer closed before; says how much of how much had come.</exception>
    /// <exception cref="ReceiveIncompleteException">The connection was reset; says how much of how much had come.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public static ValueTask ReceiveExactlyAsync(
        this Socket socket, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return FillAsync(socket, buffer, cancellationToken, cancellationToken);
    }

    /// <inheritdoc cref="ReceiveExactlyAsync(Socket, Memory{byte}, CancellationToken)"/>
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

    private static IEnumerable<ReadOnlyMemory<byte>> Chunks(Socket socket, int bufferSize)
    {
        // Not pooled: whoever keeps the last chunk past the loop must not find another's bytes in it.
        byte[] buffer = GC.AllocateUninitializedArray<byte>(bufferSize);
        while (true)
        {
            int count = ReceiveSome(socket, buffer, out SocketError error);
            if (error != SocketError.Success)
                throw new SocketException((int)error);
            if (count == 0)
                yield break;
            yield return buffer.AsMemory(0, count);
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ChunksAsync(
        Socket socket, int bufferSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] buffer = GC.AllocateUninitializedArray<byte>(bufferSize);
        while (true)
        {
            int count = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
            if (count == 0)
                yield break;
            yield return buffer.AsMemory(0, count);
        }
    }

    /// <summary>One receive, with the socket's own time limit; waits for a non-blocking socket and retries an interrupted call.</summary>
    private static int ReceiveSome(Socket socket, Span<byte> buffer, out SocketError error)
    {
        bool waitFirst = PortableSockets.Enabled;
        while (true)
        {
            if (waitFirst && NativeOptions.ReceiveTimeout(socket) is var timeout && timeout != Timeout.InfiniteTimeSpan)
                return ReceiveSome(socket, buffer, Deadline.After(timeout), out error);

            int count = socket.Receive(buffer, SocketFlags.None, out error);
            if (error == SocketError.WouldBlock && !socket.Blocking)
                return ReceiveSome(socket, buffer, Deadline.After(NativeOptions.ReceiveTimeout(socket)), out error);
            if (error != SocketError.Interrupted)
                return count;
        }
    }

    /// <summary>One receive before a deadline, from a socket of either mode: it is waited for first.</summary>
    private static int ReceiveSome(Socket socket, Span<byte> buffer, Deadline deadline, out SocketError error)
    {
        while (deadline.Await(socket, SelectMode.SelectRead))
        {
            int count = socket.Receive(buffer, SocketFlags.None, out error);
            if (error is not (SocketError.WouldBlock or SocketError.Interrupted))
                return count;
        }

        error = SocketError.TimedOut;
        return 0;
    }
}
