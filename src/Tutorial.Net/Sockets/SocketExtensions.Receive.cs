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
    /// <remarks>A non-blocking socket is waited for. An empty buffer makes no system call.</remarks>
    /// <param name="socket">A connected stream socket, blocking or not. Borrowed.</param>
    /// <param name="buffer">What to fill.</param>
    /// <exception cref="EndOfStreamException">The peer closed before; says how much of how much had come.</exception>
    /// <exception cref="SocketException">
    /// The connection was reset or a <see cref="Socket.ReceiveTimeout"/> passed; says how much of how much had come, which
    /// is then at the beginning of <paramref name="buffer"/>.
    /// </exception>
    public static void ReceiveExactly(this Socket socket, Span<byte> buffer)
    {
        ArgumentNullException.ThrowIfNull(socket);
        for (int received = 0; received < buffer.Length;)
        {
            int count = ReceiveSome(socket, buffer[received..], out SocketError error);
            if (error != SocketError.Success)
                throw CutOff(error, received, buffer.Length);
            if (count == 0)
                throw EndOfStream(received, buffer.Length);
            received += count;
        }
    }

    /// <summary>Receives until <paramref name="buffer"/> is full, without blocking a thread.</summary>
    /// <param name="socket">A connected stream socket. Borrowed.</param>
    /// <param name="buffer">What to fill; not to be touched until the call completes.</param>
    /// <param name="cancellationToken">
    /// Gives up waiting. What came before is in <paramref name="buffer"/>, but nothing says how much: after a cancelled call
    /// the place in the stream is unknown.
    /// </param>
    /// <exception cref="EndOfStreamException">The peer closed before; says how much of how much had come.</exception>
    /// <exception cref="SocketException">The connection was reset; says how much of how much had come.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async ValueTask ReceiveExactlyAsync(
        this Socket socket, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        for (int received = 0; received < buffer.Length;)
        {
            int count;
            try
            {
                count = await socket.ReceiveAsync(buffer[received..], cancellationToken).ConfigureAwait(false);
            }
            catch (SocketException e)
            {
                throw CutOff(e.SocketErrorCode, received, buffer.Length);
            }

            if (count == 0)
                throw EndOfStream(received, buffer.Length);
            received += count;
        }
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

    /// <summary>One receive; waits for a non-blocking socket and retries an interrupted call.</summary>
    private static int ReceiveSome(Socket socket, Span<byte> buffer, out SocketError error)
    {
        while (true)
        {
            int count = socket.Receive(buffer, SocketFlags.None, out error);
            if (error == SocketError.WouldBlock && !socket.Blocking)
            {
                if (!WaitUntilReadable(socket))
                {
                    error = SocketError.TimedOut;
                    return 0;
                }
            }
            else if (error != SocketError.Interrupted)
            {
                return count;
            }
        }
    }

    private static bool WaitUntilReadable(Socket socket)
    {
        int timeout = socket.ReceiveTimeout;
        return Deadline.After(timeout > 0 ? TimeSpan.FromMilliseconds(timeout) : Timeout.InfiniteTimeSpan)
            .Await(socket, SelectMode.SelectRead);
    }

    private static EndOfStreamException EndOfStream(int received, int wanted) =>
        new($"The peer closed the connection after {received} of {wanted} bytes.");

    private static SocketException CutOff(SocketError error, int received, int wanted) =>
        new((int)error, $"Received {received} of {wanted} bytes: {new SocketException((int)error).Message} ({error}).");
}
