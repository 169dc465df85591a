using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;

namespace Tutorial.Net;

/// <summary>
/// Reads lines from a socket or a stream: Python's <c>makefile</c>, with a limit on the line, and without what it loses.
/// </summary>
/// <remarks>
/// <para>The loop without allocation: <c>while (await reader.WaitToReadAsync(token)) while (reader.TryRead(out Line line)) …</c>.
/// Synchronous and asynchronous members mean the same and may be mixed, one call at a time. A call while another waits throws
/// <see cref="InvalidOperationException"/> and harms nothing. One thread may read while another writes to the same socket.
/// <see cref="Dispose"/> may come from any thread at any time: it ends a pending read of what is owned, and lines handed out before
/// stay as they are. Every later read throws <see cref="ObjectDisposedException"/>.</para>
/// <para>A time limit that passed, a cancelled token or any other failure of a receive loses nothing: the bytes stay, and the next read
/// goes on. A line is whole, or the last one with <see cref="LineEnding.None"/> when the stream ended inside it, or an exception
/// (<see cref="LineTooLongException"/>, <see cref="LineFormatException"/>) after which the next line comes out intact.</para>
/// <para>A failed receive is an <see cref="IOException"/> whatever lies beneath; where a socket does, its inner exception is the
/// <see cref="SocketException"/>.</para>
/// <para>While an asynchronous read waits on a socket, a <see cref="NetworkStream"/> or a TLS stream with nothing buffered, no buffer
/// is held (unless the last receive filled more than half of one: then data flows, and asking first would cost a system call).</para>
/// </remarks>
/// <example><code>
/// using Socket socket = TcpSocket.Connect("localhost", 2000);
/// using var reader = new LineReader(socket);
/// while (reader.ReadLine(TimeSpan.FromSeconds(5)) is { } line)
///     Console.WriteLine(line);
/// </code></example>
public sealed partial class LineReader : IDisposable, IAsyncDisposable
{
    private readonly LineFramer _framer;
    private LineTransport _transport;
    private readonly Encoding _encoding;
    private CallGate _gate;
    private volatile bool _disposed;

    /// <summary>Reads from a connected stream socket: receives straight into the buffer, blocking as the socket does.</summary>
    /// <param name="socket">Borrowed unless <paramref name="ownsSocket"/>. Its mode and options are left as they are. Where it is
    /// non-blocking, a synchronous read without a time limit and with nothing there throws an <see cref="IOException"/> whose inner
    /// exception says <see cref="SocketError.WouldBlock"/>, and loses nothing.</param>
    /// <param name="options">How lines are cut; null takes the defaults.</param>
    /// <param name="ownsSocket">Whether disposing the reader closes the socket. What a <see cref="LineWriter"/> over the same socket has
    /// not sent yet is sent first.</param>
    /// <exception cref="ArgumentException">It is a socket of datagrams, which are no stream.</exception>
    public LineReader(Socket socket, LineOptions? options = null, bool ownsSocket = false)
        : this(LineTransport.Over(socket, ownsSocket), options)
    {
    }

    /// <summary>Reads from any stream.</summary>
    /// <param name="stream">Borrowed unless <paramref name="ownsStream"/>. A plain <see cref="NetworkStream"/> is read as its socket
    /// is.</param>
    /// <param name="options">How lines are cut; null takes the defaults.</param>
    /// <param name="ownsStream">Whether disposing the reader disposes the stream. What a <see cref="LineWriter"/> over the same stream
    /// has not sent yet is sent first.</param>
    /// <exception cref="ArgumentException">The stream cannot be read, or is closed.</exception>
    public LineReader(Stream stream, LineOptions? options = null, bool ownsStream = false)
        : this(LineTransport.Over(Readable(stream), ownsStream), options)
    {
    }

    /// <inheritdoc cref="LineReader(Socket, LineOptions, bool)" path="/exception"/>
    /// <summary>Reads first what another read ahead, then from the socket.</summary>
    /// <param name="socket">Borrowed unless <paramref name="ownsSocket"/>.</param>
    /// <param name="buffered">What comes first: another reader's <see cref="Buffered"/>, the end of a handshake. Copied. (An LF that may
    /// still follow a line which ended with <see cref="LineEnding.Cr"/> is not in it; it would be taken for an empty line.)</param>
    /// <param name="options">How lines are cut; null takes the defaults.</param>
    /// <param name="ownsSocket">Whether disposing the reader closes the socket.</param>
    public LineReader(Socket socket, ReadOnlyMemory<byte> buffered, LineOptions? options = null, bool ownsSocket = false)
        : this(socket, options, ownsSocket) =>
        _framer.Write(buffered.Span);

    /// <inheritdoc cref="LineReader(Stream, LineOptions, bool)" path="/exception"/>
    /// <summary>Reads first what another read ahead, then from the stream.</summary>
    /// <param name="stream">Borrowed unless <paramref name="ownsStream"/>.</param>
    /// <param
    /// name="buffered"><inheritdoc cref="LineReader(Socket, ReadOnlyMemory{byte}, LineOptions, bool)"
    /// path="/param[@name='buffered']"/></param>
    /// <param name="options">How lines are cut; null takes the defaults.</param>
    /// <param name="ownsStream">Whether disposing the reader disposes the stream.</param>
    public LineReader(Stream stream, ReadOnlyMemory<byte> buffered, LineOptions? options = null, bool ownsStream = false)
        : this(stream, options, ownsStream) =>
        _framer.Write(buffered.Span);

    private LineReader(LineTransport transport, LineOptions? options)
    {
        options ??= LineOptions.Default;
        _transport = transport;
        _framer = new LineFramer(options);
        _encoding = options.Encoding;
    }

    /// <summary>What was read ahead and not handed out yet. Bytes of a line that was thrown away are not among them, so ask
    /// <see cref="IsBetweenLines"/> whether anything was. Valid until the next read.</summary>
    /// <exception cref="InvalidOperationException">A read is under way.</exception>
    public ReadOnlyMemory<byte> Buffered
    {
        get
        {
            Enter();
            try
            {
                return _framer.Buffered;
            }
            finally
            {
                _gate.Leave();
            }
        }
    }

    /// <inheritdoc cref="LineFramer.IsBetweenLines"/>
    /// <remarks>What must be checked before the connection is given to another protocol (STARTTLS, CONNECT): bytes injected before the
    /// handshake would be taken for what came under its protection (CVE-2011-0411).</remarks>
    /// <exception cref="InvalidOperationException">A read is under way.</exception>
    public bool IsBetweenLines
    {
        get
        {
            Enter();
            try
            {
                return _framer.IsBetweenLines;
            }
            finally
            {
                _gate.Leave();
            }
        }
    }

    /// <inheritdoc cref="LineFramer.Terminator"/>
    /// <exception cref="InvalidOperationException">A read is under way, or a line is being thrown away whose end has not come. Nothing was
    /// changed.</exception>
    /// <example><code>
    /// reader.Terminator = LineTerminator.Custom("\r\n.\r\n"u8); // after the line DATA of SMTP
    /// string? mail = reader.ReadLine();
    /// reader.Terminator = LineTerminator.CrLf;
    /// </code></example>
    public LineTerminator Terminator
    {
        get => _framer.Terminator;
        set
        {
            Enter();
            try
            {
                _framer.Terminator = value;
            }
            finally
            {
                _gate.Leave();
            }
        }
    }

    /// <inheritdoc cref="LineFramer.DiscardedLines"/>
    public long DiscardedLines => _framer.DiscardedLines;

    /// <inheritdoc cref="LineFramer.Capacity"/>
    internal int BufferCapacity => _framer.Capacity;

    /// <summary>Takes the next line out of what is buffered, without a system call; never blocks.</summary>
    /// <param name="line">Valid until the next read.</param>
    /// <returns>False when no whole line is buffered; at the end of the stream the tail counts as one.</returns>
    /// <exception cref="InvalidOperationException">A read is under way.</exception>
    /// <inheritdoc cref="LineFramer.TryRead" path="/exception"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(out Line line)
    {
        // No look at the gate: while a read waits there is no run, and taking a line of one moves no buffer.
        if (_framer.TryReadRun(out line))
            return true;

        // A value returned, not a variable passed on: so the caller's line lives in registers.
        Line slow = ReadSlowly();
        line = slow;
        return slow.IsSome;
    }

    /// <summary>Blocks until <see cref="TryRead"/> has a line to return or an exception to throw.</summary>
    /// <returns>False at the end of the stream, once everything was read.</returns>
    /// <exception cref="IOException">The receive failed, or the time that the socket or the stream itself allows for one passed; nothing
    /// is lost.</exception>
    /// <exception cref="InvalidOperationException">Another read is under way.</exception>
    public bool WaitToRead() => (_framer.HasRun && !_gate.IsTaken) || WaitForLine(null);

    /// <inheritdoc cref="WaitToRead()" path="/exception|/returns"/>
    /// <summary>Blocks until <see cref="TryRead"/> has a line to return or an exception to throw, or the time is over.</summary>
    /// <param name="timeout">Of the whole call, however the bytes come; <see cref="TimeSpan.Zero"/> takes what is there,
    /// <see cref="Timeout.InfiniteTimeSpan"/> waits as long as it takes. A stream that is neither a <see cref="NetworkStream"/> nor an
    /// <see cref="System.Net.Security.SslStream"/> keeps to it as well as it heeds a cancelled token.</param>
    /// <exception cref="TimeoutException">The time is over. Nothing is lost; call again.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not infinite.</exception>
    public bool WaitToRead(TimeSpan timeout) => WaitForLine(Deadline.After(timeout));

    /// <summary>The next line as text, decoded with <see cref="LineOptions.Encoding"/> once it is whole; null at the end of the stream.
    /// A tail without a terminator comes out as a last line; use <see cref="TryRead"/> to tell it from one.</summary>
    /// <inheritdoc cref="WaitToRead()" path="/exception"/>
    /// <inheritdoc cref="LineFramer.TryRead" path="/exception"/>
    /// <exception cref="DecoderFallbackException">The bytes are broken and the encoding is strict; the line is read
    /// nevertheless.</exception>
    public string? ReadLine() => TryReadText(out string? text) ? text : ReceiveText(null);

    /// <inheritdoc cref="ReadLine()"/>
    /// <param name="timeout"><inheritdoc cref="WaitToRead(TimeSpan)" path="/param"/></param>
    /// <exception cref="TimeoutException">The time is over. Nothing is lost; call again.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not infinite.</exception>
    public string? ReadLine(TimeSpan timeout) => ReadLine(Deadline.After(timeout));

    /// <summary>The lines up to the end of the stream, each as <see cref="ReadLine()"/> gives it. An exception ends the enumeration;
    /// a new one goes on where it ended. Leaving the loop early loses nothing.</summary>
    public IEnumerable<string> ReadLines()
    {
        while (ReadLine() is { } line)
            yield return line;
    }

    /// <summary>Closes the socket or stream if it is owned, and refuses every later use; a read that another thread is in the middle
    /// of ends with an exception, at the latest when the lines it has found are handed out. The buffer is left to the collector, since
    /// that thread may be using it; at the end of the stream, or whenever all lines were read, it was given back before.
    /// Idempotent.</summary>
    /// <remarks>A <see cref="LineWriter"/> over the same socket or stream sends first what it still holds, as its own
    /// <see cref="LineWriter.Dispose"/> would, and throws what that throws: in whatever order the two are disposed, no line is lost.
    /// Only what is owned is closed; a pending read of what is borrowed goes on until something comes, and that is lost.</remarks>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _framer.Abandon();
        _transport.Close();
    }

    /// <inheritdoc cref="Dispose"/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        _framer.Abandon();
        await _transport.CloseAsync().ConfigureAwait(false);
    }

    // TLS may shake hands after the reader was made.
    private static Stream? Readable(Stream? stream) => stream is null or { CanRead: true } or AuthenticatedStream
        ? stream
        : throw new ArgumentException("The stream cannot be read, or is closed. Give one whose CanRead is true.", nameof(stream));
}
