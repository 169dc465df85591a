using System.Buffers;
using System.Net.Sockets;

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

    /// <inheritdoc cref="SendAll(Socket, ReadOnlySpan{byte})" path="/exception"/>
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

    /// <inheritdoc cref="SendAll(Socket, ReadOnlySpan{byte}, TimeSpan)" path="/param|/exception"/>
    /// <summary>
    /// Sends every byte of a sequence before a deadline. Small segments are gathered, so a header and its body leave
    /// together; the sequence may be longer than 2 GiB.
    /// </summary>
    /// <remarks>
    /// Returns when the kernel has every byte (send(2)); that is not yet the peer. <see cref="Socket.SendTimeout"/> has no
    /// say. Zero bytes make no system call. Allocates nothing unless it throws: the gathering buffer is pooled.
    /// </remarks>
    public static void SendAll(this Socket socket, in ReadOnlySequence<byte> buffer, TimeSpan timeout) =>
        SendAll(socket, buffer, (TimeSpan?)timeout);

    /// <inheritdoc cref="SendAll(Socket, ReadOnlySpan{byte})" path="/param|/exception"/>
    /// <summary>
    /// Sends every byte of a sequence. Small segments are gathered, so a header and its body leave together; the sequence may be
    /// longer than 2 GiB.
    /// </summary>
    /// <remarks>
    /// Returns when the kernel has every byte (send(2)); that is not yet the peer. The socket's
    /// <see cref="Socket.SendTimeout"/>, where one is set, is the limit of the whole call. Zero bytes make no system call.
    /// </remarks>
    public static void SendAll(this Socket socket, in ReadOnlySequence<byte> buffer) => SendAll(socket, buffer, timeout: null);

    private static void SendAll(Socket socket, in ReadOnlySequence<byte> buffer, TimeSpan? timeout)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (buffer.IsSingleSegment)
        {
            SendAll(socket, buffer.FirstSpan, timeout);
            return;
        }

        ThrowIfInvalid(timeout ?? Timeout.InfiniteTimeSpan);
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

    // Also where nothing is sent, and then without a look at the socket.
    private static void ThrowIfInvalid(TimeSpan timeout) => Deadline.After(timeout);

    private static void ThrowIfClosed(Socket socket) => ObjectDisposedException.ThrowIf(socket.SafeHandle.IsClosed, socket);
}
