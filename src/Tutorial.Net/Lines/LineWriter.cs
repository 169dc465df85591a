using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Tutorial.Net;

/// <summary>
/// Writes lines to a socket or a stream: gathers them in a buffer, and sends all of it or says that it could not.
/// </summary>
/// <remarks>
/// <para>Lines wait in the buffer until it holds <see cref="LineOptions.BufferSize"/> bytes, until <see cref="Flush"/>,
/// <see cref="Complete"/> or disposal, or with <see cref="AutoFlush"/> until the end of the call. A peer that waits for a line which
/// lies here waits for ever: flush before reading the answer. Small lines flushed one by one are, moreover, held back by Nagle's
/// algorithm (RFC 896) while the peer delays its acknowledgement (RFC 1122, section 4.2.3.2); set <see cref="Socket.NoDelay"/> for
/// such dialogues.</para>
/// <para>When a flush to a socket ends before everything went (a send timeout), what did not go stays in the buffer, and the next flush
/// goes on from there. When a stream's write fails, or a flush is cancelled, nobody knows how much went: from then on every call
/// throws.</para>
/// <para>Not thread-safe; one thread may write while another reads from the same socket.</para>
/// </remarks>
public sealed partial class LineWriter : IDisposable, IAsyncDisposable
{
    private readonly ByteWindow _window;
    private readonly LineTransport _transport;
    private readonly LineTerminator _terminator;
    private readonly Encoding _encoding;
    private readonly int _bufferSize;
    private Exception? _failure;
    private bool _completed;
    private bool _shut;
    private bool _disposed;

    /// <summary>Writes to a connected stream socket by <see cref="SocketExtensions.SendAll(Socket, ReadOnlySpan{byte})"/>.</summary>
    /// <param name="socket">Borrowed unless <paramref name="ownsSocket"/>.</param>
    /// <param name="options">Terminator, encoding and buffer size; null takes the defaults.</param>
    /// <param name="ownsSocket">Whether disposing the writer closes the socket.</param>
    public LineWriter(Socket socket, LineOptions? options = null, bool ownsSocket = false)
        : this(new SocketLineTransport(socket ?? throw new ArgumentNullException(nameof(socket)), ownsSocket), options)
    {
    }

    /// <summary>Writes to any stream.</summary>
    /// <param name="stream">Owned unless <paramref name="leaveOpen"/>.</param>
    /// <param name="options">Terminator, encoding and buffer size; null takes the defaults.</param>
    /// <param name="leaveOpen">Whether the stream outlives the writer.</param>
    public LineWriter(Stream stream, LineOptions? options = null, bool leaveOpen = false)
        : this(new StreamLineTransport(stream ?? throw new ArgumentNullException(nameof(stream)), leaveOpen), options)
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
    }

    /// <summary>Whether every call that writes also flushes, once, at its end. The default is false.</summary>
    public bool AutoFlush { get; set; }

    /// <summary>Writes <paramref name="text"/>, encoded with <see cref="LineOptions.Encoding"/>, and the terminator.</summary>
    /// <exception cref="ArgumentException">The text holds a line break, or together with the terminator would be cut elsewhere. Nothing
    /// of it is written.</exception>
    /// <exception cref="SendIncompleteException">The buffer was full and could not be sent whole; the line is in it.</exception>
    /// <exception cref="IOException">The stream's write failed.</exception>
    /// <exception cref="InvalidOperationException"><see cref="Complete"/> was called.</exception>
    public void WriteLine(ReadOnlySpan<char> text)
    {
        if (Append(text))
            Flush();
    }

    /// <summary>Writes <paramref name="text"/> as it stands and the terminator.</summary>
    /// <inheritdoc cref="WriteLine(ReadOnlySpan{char})" path="/exception"/>
    public void WriteLine(ReadOnlySpan<byte> text)
    {
        if (Append(text))
            Flush();
    }

    /// <summary>Writes each of <paramref name="lines"/> as <see cref="WriteLine(ReadOnlySpan{char})"/> does. Those before one that is
    /// refused are written.</summary>
    /// <exception cref="ArgumentException">A line is null or holds a line break.</exception>
    /// <inheritdoc cref="WriteLine(ReadOnlySpan{char})" path="/exception"/>
    public void WriteLines(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        foreach (string line in lines)
        {
            Append(NotNull(line));
            if (IsFull)
                Flush();
        }

        if (AutoFlush)
            Flush();
    }

    /// <summary>Sends what is buffered. Returns when the kernel (or the stream) has all of it; that is not yet the peer.</summary>
    /// <exception cref="SendIncompleteException">The socket took only a part; the rest stays buffered.</exception>
    /// <exception cref="IOException">The stream's write failed, now or earlier.</exception>
    public void Flush()
    {
        ThrowIfUnusable();
        if (_window.Length == 0)
            return;
        try
        {
            _transport.Send(_window.UnreadSpan);
        }
        catch (Exception e)
        {
            Account(e);
            throw;
        }

        Sent();
    }

    /// <summary>Flushes, and shuts the sending side down: the peer reads everything, then the end of the stream, and may still answer.
    /// Without it the peer's last read waits, though all was sent: the tail end of the data (tutorial, section 5.3) hangs. On a
    /// socket or <see cref="NetworkStream"/> it is shutdown(2) with SHUT_WR, on an <see cref="SslStream"/> close_notify; any other
    /// stream is flushed. Idempotent; after a failure, and after a cancellation that left the writer usable, it may be tried
    /// again.</summary>
    /// <exception cref="SocketException">The socket could not be shut, as when it is not connected.</exception>
    /// <inheritdoc cref="Flush" path="/exception"/>
    public void Complete()
    {
        if (_shut && !_disposed)
            return;
        Flush();
        _completed = true;
        _transport.CompleteSending();
        _shut = true;
    }

    /// <summary>Flushes unless the writer is already unusable, and closes the socket or stream if it is owned. Idempotent. An owned
    /// socket is closed even when the flush throws.</summary>
    /// <inheritdoc cref="Flush" path="/exception"/>
    public void Dispose()
    {
        if (_disposed)
            return;
        try
        {
            if (_failure is null)
                Flush();
        }
        finally
        {
            _disposed = true;
            _window.Dispose();
            _transport.Close();
        }
    }

    private void Sent()
    {
        _window.Consume(_window.Length);
        _window.TryRelease();
    }

    /// <summary>Keeps what certainly did not go, or nothing where that is not known.</summary>
    private void Account(Exception failure)
    {
        if (failure is SendIncompleteException { BytesSent: var sent })
        {
            _window.Consume((int)sent);
            return;
        }

        _failure = failure;
        _window.Consume(_window.Length);
        _window.TryRelease();
    }

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_failure is not null)
            throw new IOException("An earlier flush failed part way; how much of it the peer has is not known.", _failure);
    }
}
