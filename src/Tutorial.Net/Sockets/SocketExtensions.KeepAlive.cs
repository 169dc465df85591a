using System.Net.Sockets;

namespace Tutorial.Net;

public static partial class SocketExtensions
{
    // MAX_TCP_KEEPIDLE and MAX_TCP_KEEPCNT of Linux; the other systems take as much.
    private const int MostKeepAlives = 127;
    private static readonly TimeSpan LongestKeepAlive = TimeSpan.FromSeconds(32767);

    /// <summary>
    /// Has TCP find out that a silent peer is gone (RFC 9293, section 3.8.4; tcp(7)): after <paramref name="idle"/> without a
    /// byte it asks, and after <paramref name="count"/> questions without an answer the connection fails with
    /// <see cref="SocketError.TimedOut"/>.
    /// </summary>
    /// <remarks>
    /// A peer that vanished without a word is noticed idle + count × interval after the last byte; without keep-alive a reader
    /// waits for ever. It says nothing of a peer whose program hangs, for its kernel answers; and while sent bytes wait for
    /// their acknowledgement it is not TCP's keep-alive that counts but its retransmission.
    /// </remarks>
    /// <param name="socket">A TCP socket, connected or not. Borrowed.</param>
    /// <param name="idle">How long nothing may come, rounded up to seconds; at most 32,767 s. The system's own is two hours.</param>
    /// <param name="interval">From one question to the next, rounded up to seconds; at most 32,767 s.</param>
    /// <param name="count">How many questions go without an answer; 1 to 127.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A time is not positive or too long, or the count is out of range; nothing is set.
    /// </exception>
    /// <exception cref="SocketException">The socket is no TCP socket.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    /// <example>
    /// <code>
    /// // Gone after 90 s:
    /// socket.SetKeepAlive(idle: TimeSpan.FromSeconds(60), interval: TimeSpan.FromSeconds(10), count: 3);
    /// </code>
    /// </example>
    public static void SetKeepAlive(this Socket socket, TimeSpan idle, TimeSpan interval, int count)
    {
        ArgumentNullException.ThrowIfNull(socket);
        int idleSeconds = KeepAliveSeconds(idle, nameof(idle));
        int intervalSeconds = KeepAliveSeconds(interval, nameof(interval));
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MostKeepAlives);

        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, idleSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, intervalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, count);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
    }

    private static int KeepAliveSeconds(TimeSpan time, string name)
    {
        if (time <= TimeSpan.Zero || time > LongestKeepAlive)
            throw new ArgumentOutOfRangeException(name, time, "A keep-alive time is positive and at most 32,767 s.");
        return (int)Math.Ceiling(time.TotalSeconds);
    }
}
