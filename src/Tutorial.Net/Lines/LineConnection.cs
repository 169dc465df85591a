using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>
/// A connection that talks in lines: a <see cref="LineReader"/> and a <see cref="LineWriter"/> with one owner, Python's
/// <c>makefile('rw')</c>.
/// </summary>
/// <remarks>
/// <para>A read of the connection sends first what was written to it, so a dialogue needs no <see cref="Flush()"/>. One thread may read
/// while another writes; of two reads at once one throws <see cref="InvalidOperationException"/>. Writes of several threads wait for one
/// another. A read does not wait for a write of another thread that is under way, nor send for it, so the thread that writes beside one
/// that reads flushes what it wrote: what the reader asks may lie there, too. Over a socket a read does not wait for what can be sent
/// while something is there to be read. Over TLS and other streams it does, for a write cannot be left half way:
/// there let the thread that reads use <see cref="Reader"/>, and the one that writes <see cref="Flush()"/>.</para>
/// <para>Failed I/O is an <see cref="IOException"/> whatever lies beneath; a time limit that passed is a
/// <see cref="TimeoutException"/>, and costs no byte of what comes. Where it passes while a read still sends what was written, see the
/// read's <c>timeout</c>.</para>
/// <para>It owns what it is given. <see cref="Dispose"/> sends what is written, tells the peer that no more will come, takes in what the
/// peer still sends so that its last answer is not lost to a reset, and closes.</para>
/// </remarks>
/// <example><code>
/// using LineConnection redis = LineConnection.Connect("localhost", 6379, new LineOptions { Terminator = LineTerminator.CrLf });
/// redis.WriteLine("PING");
/// Console.WriteLine(redis.ReadLine(TimeSpan.FromSeconds(2))); // +PONG
/// </code></example>
public sealed partial class LineConnection : IDisposable, IAsyncDisposable
{
    /// <summary>One writes at a time: a call of the program's, or what a read sends first.</summary>
    private readonly SemaphoreSlim _writing = new(1, 1);

    /// <summary>Over a connected stream socket.</summary>
    /// <param name="socket">Owned from now on. Its mode and options are left as they are; for a dialogue of short lines set
    /// <see cref="Socket.NoDelay"/>.</param>
    /// <param name="options">How lines are cut and written; null takes the defaults.</param>
    /// <exception cref="ArgumentException">It is a socket of datagrams, which are no stream.</exception>
    public LineConnection(Socket socket, LineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(socket);
        Socket = socket;
        Reader = new LineReader(socket, options);
        Writer = new LineWriter(socket, options);
    }

    /// <summary>Over a stream that is read and written.</summary>
    /// <param name="stream">Owned from now on. Of a plain <see cref="NetworkStream"/> the socket is used, and closed in the end
    /// whether the stream owns it or not.</param>
    /// <param name="options">How lines are cut and written; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The stream cannot be read or cannot be written, or is closed.</exception>
    public LineConnection(Stream stream, LineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        Socket = stream.GetType() == typeof(NetworkStream) ? ((NetworkStream)stream).Socket : null;
        Reader = new LineReader(stream, options);
        Writer = new LineWriter(stream, options);
    }

    /// <summary>What reads: for lines as bytes, raw reads, and what is buffered. It stays the same over <c>StartTlsAsync</c>. Its reads
    /// send nothing first: call <see cref="Flush()"/> before, where something was written, even if a read of the connection came
    /// since.</summary>
    public LineReader Reader { get; }

    /// <summary>What writes. It stays the same over <c>StartTlsAsync</c>. Its own members do not wait for one another, nor for a read of the
    /// connection that sends: beside such a call they throw <see cref="InvalidOperationException"/>. Those of the connection
    /// wait.</summary>
    public LineWriter Writer { get; }

    /// <summary>The socket beneath, for its addresses and options; null where the connection was made over another stream.</summary>
    public Socket? Socket { get; }

    /// <summary>Connects by name or address, as <see cref="TcpSocket.Connect(string, int, TimeSpan?)"/> does, and switches Nagle's
    /// algorithm off, since lines are gathered here.</summary>
    /// <param name="host">A name, or an IPv4 or IPv6 address.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="options">How lines are cut and written; null takes the defaults.</param>
    /// <param name="timeout">Of the whole call, resolving included; null waits as long as the system does.</param>
    /// <exception cref="IOException">The name does not resolve, or no address took the connection; the message lists every
    /// attempt.</exception>
    /// <exception cref="TimeoutException">The time is over.</exception>
    /// <exception cref="ArgumentException"><paramref name="host"/> is empty, ends in a port, is a URL, or has a NUL in it.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="port"/> is not a port, or <paramref name="timeout"/> is negative and
    /// not infinite.</exception>
    public static LineConnection Connect(string host, int port, LineOptions? options = null, TimeSpan? timeout = null)
    {
        Deadline deadline = Deadline.After(timeout ?? Timeout.InfiniteTimeSpan);
        try
        {
            return Over(TcpSocket.Connect(host, port, timeout), options);
        }
        catch (SocketException e)
        {
            throw NotConnected(e, deadline);
        }
    }

    /// <inheritdoc cref="Connect" path="/exception|/summary"/>
    /// <param name="host">A name, or an IPv4 or IPv6 address.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="options">How lines are cut and written; null takes the defaults.</param>
    /// <param name="cancellationToken">Gives up; nothing stays open.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled; nothing stays open.</exception>
    public static ValueTask<LineConnection> ConnectAsync(
        string host, int port, LineOptions? options, CancellationToken cancellationToken) =>
        ConnectAsync(host, port, options, null, cancellationToken);

    /// <inheritdoc cref="ConnectAsync(string, int, LineOptions, CancellationToken)" path="/exception|/summary"/>
    /// <param name="host">A name, or an IPv4 or IPv6 address.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="options">How lines are cut and written; null takes the defaults.</param>
    /// <param name="timeout">Of the whole call, resolving included; null waits as long as the system does.</param>
    /// <param name="cancellationToken">Gives up; nothing stays open.</param>
    public static async ValueTask<LineConnection> ConnectAsync(
        string host, int port, LineOptions? options = null, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        TimeSpan limit = timeout ?? Timeout.InfiniteTimeSpan;
        Deadline deadline = Deadline.After(limit);
        try
        {
            return Over(await TcpSocket.ConnectAsync(host, port, limit, cancellationToken).ConfigureAwait(false), options);
        }
        catch (SocketException e)
        {
            throw NotConnected(e, deadline);
        }
    }

    private static LineConnection Over(Socket socket, LineOptions? options)
    {
        try
        {
            socket.NoDelay = true;
            return new LineConnection(socket, options);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Exception NotConnected(SocketException cause, Deadline deadline) =>
        cause.SocketErrorCode == SocketError.TimedOut && deadline.HasPassed
            ? new TimeoutException(cause.Message, cause)
            : new IOException(cause.Message, cause);
}
