using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Tutorial.Net;

/// <summary>
/// Writes lines to a socket or a stream: gathers them in a buffer, and sends all of it or says that it could not.
/// </summary>
/// <remarks>
/// <para>Lines wait in the buffer until it holds <see cref="LineOptions.BufferSize"/> bytes, until <see cref="Flush()"/>,
/// <see cref="Complete"/> or disposal, or with <see cref="AutoFlush"/> until the end of the call. A peer that waits for a line which
/// lies here waits for ever: flush before reading the answer. Small lines flushed one by one are, moreover, held back by Nagle's
/// algorithm (RFC 896) while the peer delays its acknowledgement (RFC 1122, section 4.2.3.2); set <see cref="Socket.NoDelay"/> for
/// such dialogues.</para>
/// <para>When a flush to a socket ends before everything went (a send timeout), what did not go stays in the buffer, and the next flush
/// goes on from there. Where the peer of a socket is gone nothing more will go, and when a stream's write fails, or a flush is
/// cancelled, nobody knows how much went: what is left is dropped, and from then on every call throws. A failed flush is an
/// <see cref="IOException"/> whatever lies beneath; where a socket does, its inner exception is the <see cref="SocketException"/>.</para>
/// <para>One call at a time: a call while a flush is under way throws <see cref="InvalidOperationException"/> before it touches
/// anything. One thread may write while another reads from the same socket. After <see cref="Dispose"/> every call throws
/// <see cref="ObjectDisposedException"/>.</para>
/// </remarks>
/// <example><code>
/// using Socket socket = TcpSocket.Connect("localhost", 2000);
/// using var writer = new LineWriter(socket);
/// writer.WriteLine("HELO example.org");
/// writer.Complete(); // flush, and say that no more will come
/// </code></example>
public sealed partial class LineWriter : IDisposable, IAsyncDisposable
{
    private readonly ByteWindow _window;
    private LineTransport _transport;
    private readonly LineTerminator _terminator;
    private readonly Encoding _encoding;
    private readonly int _bufferSize;
    private CallGate _gate;

    /// <summary>Why the writer is unusable.</summary>
    private Exception? _failure;
    private bool _completed;
    private bool _shut;

    /// <summary>Writes to a connected stream socket by <see cref="SocketExtensions.SendAll(Socket, ReadOnlySpan{byte})"/>.</summary>
    /// <param name="socket">Borrowed unless <paramref name="ownsSocket"/>.</param>
    /// <param name="options">Terminator, encoding and buffer size; null takes the defaults.</param>
    /// <param name="ownsSocket">Whether disposing the writer closes the socket.</param>
    /// <exception cref="ArgumentException">It is a socket of datagrams, which are no stream.</exception>
    public LineWriter(Socket socket, LineOptions? options = null, bool ownsSocket = false)
        : this(LineTransport.Over(socket, ownsSocket), options)
    {
    }

    /// <summary>Writes to any stream.</summary>
    /// <param name="stream">Borrowed unless <paramref name="ownsStream"/>. To a plain <see cref="NetworkStream"/> it is written as to its
    /// socket.</param>
    /// <param name="options">Terminator, encoding and buffer size; null takes the defaults.</param>
    /// <param name="ownsStream">Whether disposing the writer disposes the stream.</param>
    /// <exception cref="ArgumentException">The stream cannot be written, or is closed.</exception>
    public LineWriter(Stream stream, LineOptions? options = null, bool ownsStream = false)
        : this(LineTransport.Over(Writable(stream), ownsStream), options)
    {
    }

    private LineWriter(LineTransport transport, LineOptions? options)
    {
        options ??= LineOptions.Default;
        _transport = transport;
        _terminator = options.Terminator;
        _encoding = options.Encoding;
        _bufferSize = options.BufferSize;
        _window = new ByteWindow(_bufferSize);
        transport.NoteWriter(this);
    }

    /// <summary>Whether every call that writes also flushes, once, at its end. The default is false.</summary>
    public bool AutoFlush { get; set; }

    /// <summary>Whether something waits to be sent.</summary>
    internal bool HasUnsent => BufferedLength > 0;

    /// <summary>How many bytes wait to be sent.</summary>
    internal int BufferedLength => _window.Length;

    /// <summary>Whether an earlier flush left the writer unusable, or the last one failed.</summary>
    internal bool HasFailed => _flushFailed;

    /// <summary>Writes <paramref name="bytes"/> as they are, without a terminator: a part of a line, or a body whose length was written
    /// before. What they hold is the caller's business; for a line there is <see cref="WriteLine(ReadOnlySpan{byte})"/>, which refuses
    /// a line break.</summary>
    /// <param name="bytes">What to write, of any length.</param>
    /// <exception cref="SendIncompleteException">The buffer was full and could not be sent whole; all the rest is in it, unless the peer is
    /// gone.</exception>
    /// <exception cref="IOException">The stream's write failed, or an earlier flush did; the writer is unusable.</exception>
    /// <exception cref="InvalidOperationException"><see cref="Complete"/> was called, or another call is under way; nothing is
    /// written.</exception>
    /// <example><code>
    /// writer.WriteLine($"${value.Length}"); // a bulk string of redis
    /// writer.Write(value);
    /// writer.WriteLine();
    /// </code></example>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (Append(ref bytes))
        {
            try
            {
                Flush();
            }
            catch (SendIncompleteException) when (_failure is null)
            {
                AppendAll(bytes);
                throw;
            }
        }
    }

    /// <summary>Writes <paramref name="text"/>, encoded with <see cref="LineOptions.Encoding"/>, without a terminator. What it holds is the
    /// caller's business; for a line there is <see cref="WriteLine(ReadOnlySpan{char})"/>, which refuses a line break.</summary>
    /// <param name="text">What to write. A character that takes two <see cref="char"/>s is not to be split between calls.</param>
    /// <inheritdoc cref="Write(ReadOnlySpan{byte})" path="/exception"/>
    public void Write(ReadOnlySpan<char> text)
    {
        if (Append(text))
            Flush();
    }

    /// <summary>Writes a terminator alone: an empty line, or the end of one that was written in parts.</summary>
    /// <inheritdoc cref="Write(ReadOnlySpan{byte})" path="/exception"/>
    public void WriteLine() => Write(_terminator.Rule.Bytes);

    /// <summary>Writes <paramref name="text"/>, encoded with <see cref="LineOptions.Encoding"/>, and the terminator.</summary>
    /// <param name="text">The line, without its terminator.</param>
    /// <exception cref="ArgumentException">The text holds a line break, or together with the terminator would be cut elsewhere. Nothing
    /// of it is written.</exception>
    /// <exception cref="SendIncompleteException">The buffer was full and could not be sent whole; the line is in it.</exception>
    /// <exception cref="IOException">The stream's write failed.</exception>
    /// <exception cref="InvalidOperationException"><see cref="Complete"/> was called, or another call is under way; nothing is
    /// written.</exception>
    public void WriteLine(ReadOnlySpan<char> text)
    {
        if (AppendLine(text, nameof(text)))
            Flush();
    }

    /// <summary>Writes <paramref name="text"/> as it stands and the terminator.</summary>
    /// <param name="text">The line, without its terminator.</param>
    /// <inheritdoc cref="WriteLine(ReadOnlySpan{char})" path="/exception"/>
    public void WriteLine(ReadOnlySpan<byte> text)
    {
        if (AppendLine(text, nameof(text)))
            Flush();
    }

    /// <summary>Writes each of <paramref name="lines"/> as <see cref="WriteLine(ReadOnlySpan{char})"/> does. Those before one that is
    /// refused are written.</summary>
    /// <param name="lines">The lines, without their terminators.</param>
    /// <exception cref="ArgumentException">A line is null or holds a line break.</exception>
    /// <inheritdoc cref="WriteLine(ReadOnlySpan{char})" path="/exception"/>
    public void WriteLines(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        foreach (string line in lines)
        {
            AppendLine(NotNull(line, nameof(lines)), nameof(lines));
            if (IsFull)
                Flush();
        }

        if (AutoFlush)
            Flush();
    }

    /// <summary>Sends what is buffered. Returns when the kernel (or the stream) has all of it; that is not yet the peer.</summary>
    /// <exception cref="SendIncompleteException">The socket took only a part; the rest stays buffered, unless the peer is
    /// gone.</exception>
    /// <exception cref="IOException">The stream's write failed, or an earlier flush did; the writer is unusable.</exception>
    /// <exception cref="InvalidOperationException">Another call is under way.</exception>
    public void Flush()
    {
        Enter();
        try
        {
            SendBuffered(null);
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <inheritdoc cref="Flush()" path="/exception"/>
    /// <summary>Sends what is buffered before a deadline.</summary>
    /// <param name="timeout">Of the whole call; <see cref="TimeSpan.Zero"/> sends what goes at once,
    /// <see cref="Timeout.InfiniteTimeSpan"/> waits as long as it takes. The socket's own <see cref="Socket.SendTimeout"/> has no
    /// say.</param>
    /// <exception cref="TimeoutException">The time is over. To a socket what did not go stays buffered, and the next flush goes on from
    /// there; after a stream's write the writer is unusable.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative and not infinite.</exception>
    public void Flush(TimeSpan timeout)
    {
        Deadline deadline = Deadline.After(timeout);
        Enter();
        try
        {
            SendBuffered(deadline);
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <summary>Flushes, and shuts the sending side down: the peer reads everything, then the end of the stream, and may still answer.
    /// Without it the peer's last read waits, though all was sent: the tail end of the data (tutorial, section 5.3) hangs. On a
    /// socket or <see cref="NetworkStream"/> it is shutdown(2) with SHUT_WR, on an <see cref="SslStream"/> close_notify; any other
    /// stream is flushed. Idempotent; after a failure, and after a cancellation that left the writer usable, it may be tried
    /// again.</summary>
    /// <exception cref="IOException">The socket could not be shut, as when it is not connected.</exception>
    /// <inheritdoc cref="Flush()" path="/exception"/>
    public void Complete()
    {
        if (_shut && !_disposed)
            return;
        Enter();
        try
        {
            SendBuffered(null);
            _completed = true;
            _transport.CompleteSending();
            _shut = true;
        }
        catch (SocketException e)
        {
            throw LineTransport.Failure(e);
        }
        finally
        {
            _gate.Leave();
        }
    }

    // TLS may shake hands after the writer was made.
    private static Stream? Writable(Stream? stream) => stream is null or { CanWrite: true } or AuthenticatedStream
        ? stream
        : throw new ArgumentException("The stream cannot be written, or is closed. Give one whose CanWrite is true.", nameof(stream));
}
