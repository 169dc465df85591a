using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;

namespace Tutorial.Net;

/// <summary>
/// Reads lines from a socket or a stream: Python's <c>makefile</c>, with a limit on the line, and without what it loses.
/// </summary>
/// <remarks>
/// <para>The loop without allocation: <c>while (await reader.WaitToReadAsync(token)) while (reader.TryRead(out Line line)) …</c>.
/// Synchronous and asynchronous members mean the same and may be mixed, one call at a time: not thread-safe, except that one
/// thread may read while another writes to the same socket, and that <see cref="Dispose"/> may come from any thread at any
/// time: it ends a pending read of what is owned, and lines handed out before stay as they are.</para>
/// <para>A receive timeout, a cancelled token or any other failure of a receive loses nothing: the bytes stay, and the next read goes
/// on. A line is whole, or the last one with <see cref="LineEnding.None"/> when the stream ended inside it, or an exception
/// (<see cref="LineTooLongException"/>, <see cref="LineFormatException"/>) after which the next line comes out intact.</para>
/// <para>While an asynchronous read waits on a socket, a <see cref="NetworkStream"/> or a TLS stream with nothing buffered, no buffer
/// is held (unless the last receive filled more than half of one: then data flows, and asking first would cost a system call).</para>
/// </remarks>
public sealed partial class LineReader : IDisposable, IAsyncDisposable
{
    private readonly LineFramer _framer;
    private readonly LineTransport _transport;
    private readonly Encoding _encoding;
    private readonly bool _isUtf8;
    private volatile bool _disposed;

    /// <summary>Whether the last receive filled most of the space it had.</summary>
    private bool _flowing;

    /// <summary>Reads from a connected stream socket: receives straight into the buffer, blocking as the socket does.</summary>
    /// <param name="socket">Borrowed unless <paramref name="ownsSocket"/>. Its mode and options are left as they are. Where it is
    /// non-blocking, a synchronous read with nothing there throws <see cref="SocketError.WouldBlock"/>, and loses nothing.</param>
    /// <param name="options">How lines are cut; null takes the defaults.</param>
    /// <param name="ownsSocket">Whether disposing the reader closes the socket.</param>
    public LineReader(Socket socket, LineOptions? options = null, bool ownsSocket = false)
        : this(new SocketLineTransport(socket ?? throw new ArgumentNullException(nameof(socket)), ownsSocket), options)
    {
    }

    /// <summary>Reads from any stream.</summary>
    /// <param name="stream">Owned unless <paramref name="leaveOpen"/>.</param>
    /// <param name="options">How lines are cut; null takes the defaults.</param>
    /// <param name="leaveOpen">Whether the stream outlives the reader.</param>
    public LineReader(Stream stream, LineOptions? options = null, bool leaveOpen = false)
        : this(new StreamLineTransport(stream ?? throw new ArgumentNullException(nameof(stream)), leaveOpen), options)
    {
    }

    private LineReader(LineTransport transport, LineOptions? options)
    {
        options ??= LineOptions.Default;
        _transport = transport;
        _framer = new LineFramer(options);
        _encoding = options.Encoding;
        _isUtf8 = LineText.IsUtf8(_encoding);
    }

    /// <summary>What was read ahead and not handed out yet. Bytes of a line that was thrown away are not among them, so ask
    /// <see cref="IsBetweenLines"/> whether anything was. Valid until the next read.</summary>
    public ReadOnlyMemory<byte> Buffered => _framer.Buffered;

    /// <inheritdoc cref="LineFramer.IsBetweenLines"/>
    /// <remarks>What must be checked before the connection is given to another protocol (STARTTLS, CONNECT): bytes injected before the
    /// handshake would be taken for what came under its protection (CVE-2011-0411).</remarks>
    public bool IsBetweenLines => _framer.IsBetweenLines;

    /// <inheritdoc cref="LineFramer.DiscardedLines"/>
    public long DiscardedLines => _framer.DiscardedLines;

    /// <inheritdoc cref="LineFramer.Capacity"/>
    internal int BufferCapacity => _framer.Capacity;

    /// <summary>Takes the next line out of what is buffered, without a system call; never blocks.</summary>
    /// <param name="line">Valid until the next read.</param>
    /// <returns>False when no whole line is buffered; at the end of the stream the tail counts as one.</returns>
    /// <inheritdoc cref="LineFramer.TryRead" path="/exception"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(out Line line) => _framer.TryRead(out line);

    /// <summary>Blocks until <see cref="TryRead"/> has a line to return or an exception to throw.</summary>
    /// <returns>False at the end of the stream, once everything was read.</returns>
    /// <exception cref="SocketException">The receive failed or its timeout passed.</exception>
    /// <exception cref="IOException">The stream's read failed.</exception>
    public bool WaitToRead()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (!_framer.HasLine())
        {
            if (_framer.IsInputComplete)
                return false;
            Fill();
        }

        return true;
    }

    /// <summary>The next line as text, decoded with <see cref="LineOptions.Encoding"/> once it is whole; null at the end of the stream.
    /// A tail without a terminator comes out as a last line; use <see cref="TryRead"/> to tell it from one.</summary>
    /// <inheritdoc cref="WaitToRead" path="/exception"/>
    /// <inheritdoc cref="TryRead" path="/exception"/>
    /// <exception cref="DecoderFallbackException">The bytes are broken and the encoding is strict; the line is read nevertheless.</exception>
    public string? ReadLine() => TryRead(out Line line) ? Text(line.Span) : ReceiveText();

    /// <summary>The lines up to the end of the stream, each as <see cref="ReadLine"/> gives it. An exception ends the enumeration;
    /// a new one goes on where it ended. Leaving the loop early loses nothing.</summary>
    public IEnumerable<string> ReadLines()
    {
        while (ReadLine() is { } line)
            yield return line;
    }

    /// <summary>Fills <paramref name="buffer"/> with the bytes that follow the last line: a body behind its header. Reads ahead nothing,
    /// and holds no more memory than the caller's.</summary>
    /// <exception cref="EndOfStreamException">The stream ended before. What was there stays readable.</exception>
    /// <inheritdoc cref="WaitToRead" path="/exception"/>
    public void ReadExactly(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (buffer.IsEmpty)
            return;
        while (!_framer.TryBeginRaw())
        {
            ThrowIfEnded(0, buffer.Length);
            Fill();
        }

        int got = _framer.TakeRaw(buffer);
        try
        {
            while (got < buffer.Length)
            {
                ThrowIfEnded(got, buffer.Length);
                got += Count(_transport.Receive(buffer[got..]));
            }
        }
        catch
        {
            _framer.PutBack(buffer[..got]);
            throw;
        }

        _framer.EndRaw();
    }

    /// <summary>Closes the socket or stream if it is owned, and refuses every later use; a read that another thread is in the middle
    /// of ends with an exception, at the latest when the lines it has found are handed out. The buffer is left to the collector, since
    /// that thread may be using it; at the end of the stream, or whenever all lines were read, it was given back before. Idempotent.</summary>
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

    // A loop in ReadLine itself would keep the line in memory: 1 ns of 26 for one of 60 bytes.
    private string? ReceiveText()
    {
        Line line;
        while (!TryRead(out line))
        {
            if (!WaitToRead())
                return null;
        }

        return Text(line.Span);
    }

    private string Text(ReadOnlySpan<byte> bytes) => _isUtf8 ? LineText.Decode(bytes, _encoding) : _encoding.GetString(bytes);

    private void Fill()
    {
        Span<byte> space = _framer.GetSpan();
        Take(_transport.Receive(space), space.Length);
    }

    private void Take(int count, int space)
    {
        _flowing = count > space / 2;
        if (count == 0)
            _framer.Complete();
        else
            _framer.Advance(count);
    }

    /// <summary>A direct receive: none means the end of the stream.</summary>
    private int Count(int received)
    {
        if (received == 0)
            _framer.Complete();
        return received;
    }

    private void ThrowIfEnded(int got, int wanted)
    {
        if (_framer.IsInputComplete)
            throw new EndOfStreamException($"The stream ended after {got} of {wanted} bytes.");
    }
}
