using System.Net.Sockets;

namespace Tutorial.Net;

public static partial class UnixSocket
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Connects to whoever listens on <paramref name="path"/>.</summary>
    /// <remarks>
    /// It succeeds or fails at once unless the server's backlog is full; only then there is something to wait for.
    /// </remarks>
    /// <param name="path">Where the server listens.</param>
    /// <param name="timeout">
    /// Of the whole call; <see cref="TimeSpan.Zero"/> tries once. Null, the default, and
    /// <see cref="Timeout.InfiniteTimeSpan"/> wait as long as it takes.
    /// </param>
    /// <returns>A connected blocking socket. The caller owns it.</returns>
    /// <exception cref="SocketException">
    /// <see cref="SocketError.AddressNotAvailable"/> when there is no such path, <see cref="SocketError.ConnectionRefused"/>
    /// when nobody listens on it, <see cref="SocketError.AccessDenied"/> when this user may not write it,
    /// <see cref="SocketError.TimedOut"/> when the time was over. The message names the path and says what to do.
    /// </exception>
    /// <exception cref="ArgumentException">The path is empty or too long, or has a NUL in it.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not infinite.</exception>
    /// <exception cref="PlatformNotSupportedException">This system has no Unix-domain sockets.</exception>
    /// <example>
    /// <code>using Socket socket = UnixSocket.Connect("/run/example.sock", TimeSpan.FromSeconds(5));</code>
    /// </example>
    public static Socket Connect(string path, TimeSpan? timeout = null)
    {
        UnixDomainSocketEndPoint endPoint = At(path);
        Deadline deadline = Deadline.After(timeout ?? Timeout.InfiniteTimeSpan);
        for (TimeSpan pause = FirstPause; ; pause = NextPause(pause))
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = deadline.IsInfinite };
            try
            {
                socket.Connect(endPoint);
                return ConnectDriver.ToBlocking(socket) ?? throw new SocketException((int)SocketError.NotConnected);
            }
            catch (SocketException e)
            {
                socket.Dispose();
                if (e.SocketErrorCode != SocketError.WouldBlock || deadline.HasPassed)
                    throw ConnectError(e, path);
            }

            // unix(7): a full backlog answers EAGAIN, and nothing tells when there is room.
            Thread.Sleep(pause < deadline.Remaining ? pause : deadline.NextWait);
        }
    }

    /// <summary>Connects to whoever listens on <paramref name="path"/>, without blocking a thread.</summary>
    /// <remarks>It succeeds or fails at once unless the server's backlog is full.</remarks>
    /// <param name="path">Where the server listens.</param>
    /// <param name="cancellationToken">Gives up; the only time limit.</param>
    /// <returns>A connected socket. The caller owns it.</returns>
    /// <inheritdoc cref="Connect" path="/exception[@cref='T:System.Net.Sockets.SocketException' or @cref='T:System.ArgumentException']"/>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing stays open.</exception>
    public static ValueTask<Socket> ConnectAsync(string path, CancellationToken cancellationToken = default) =>
        ConnectAsync(path, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <inheritdoc cref="ConnectAsync(string, CancellationToken)" path="/example|/exception|/remarks|/returns"/>
    /// <summary>Connects to whoever listens on <paramref name="path"/> before a deadline, without blocking a thread.</summary>
    /// <param name="path">Where the server listens.</param>
    /// <param name="timeout">
    /// Of the whole call; <see cref="TimeSpan.Zero"/> tries once, <see cref="Timeout.InfiniteTimeSpan"/> waits as long as it
    /// takes.
    /// </param>
    /// <param name="cancellationToken">Gives up earlier.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not infinite.</exception>
    public static async ValueTask<Socket> ConnectAsync(
        string path, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        UnixDomainSocketEndPoint endPoint = At(path);
        Deadline deadline = Deadline.After(timeout);
        for (TimeSpan pause = FirstPause; ; pause = NextPause(pause))
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
                return socket;
            }
            catch (SocketException e)
            {
                socket.Dispose();
                if (e.SocketErrorCode != SocketError.WouldBlock || deadline.HasPassed)
                    throw ConnectError(e, path);
            }
            catch
            {
                socket.Dispose();
                throw;
            }

            bool isShort = deadline.IsInfinite || pause < deadline.Remaining;
            await Task.Delay(isShort ? pause : deadline.NextTimer, cancellationToken).ConfigureAwait(false);
        }
    }

    private static TimeSpan NextPause(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    private static SocketException ConnectError(SocketException error, string path)
    {
        SocketError code = error.SocketErrorCode == SocketError.WouldBlock ? SocketError.TimedOut : error.SocketErrorCode;
        string advice = code switch
        {
            SocketError.TimedOut => "its backlog stayed full; the server accepts too slowly, or not at all",
            SocketError.ConnectionRefused => "nobody listens there; the path is left over from a server that is gone. Start it again",
            SocketError.AddressNotAvailable => "there is no such path. Start the server first",
            SocketError.AccessDenied => "this user may not write the socket or enter its folder. See their modes with 'ls -l'",
            _ => error.Message,
        };
        return new SocketException((int)code, $"Cannot connect to {HostText.Printable(path)}: {advice} ({code}).");
    }
}
