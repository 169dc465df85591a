using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Tutorial.Net;

public static partial class SocketExtensions
{
    /// <summary>
    /// Receives until the peer closes, one receive a chunk: TCP's own chunkiness, nothing joined and nothing cut.
    /// </summary>
    /// <remarks>
    /// Every enumeration has one buffer of <paramref name="bufferSize"/> bytes and reuses it; a chunk allocates nothing. The
    /// enumeration ends at the peer's orderly close (recv(2) returns 0). It waits for a non-blocking socket, for as long as
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

    /// <inheritdoc cref="ReceiveChunks(Socket, int)" path="/exception|/returns"/>
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
