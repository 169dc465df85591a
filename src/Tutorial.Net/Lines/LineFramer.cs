using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Tutorial.Net;

/// <summary>
/// Cuts a stream of bytes into lines. Bytes go in by <see cref="GetSpan"/> and <see cref="Advance"/> (or as any
/// <see cref="IBufferWriter{T}"/>), in chunks of any size; lines come out of <see cref="TryRead"/>. It does no I/O.
/// </summary>
/// <remarks>
/// <para>How the bytes were split into chunks makes no difference to the lines. (One to their <see cref="Line.Ending"/>: see
/// <see cref="LineEnding.Cr"/>.) No byte is copied for a line, and none is dropped or changed.</para>
/// <para>Call <see cref="TryRead"/> until it returns false after each <see cref="Advance"/>: then the buffer never holds more than one
/// line of <see cref="LineOptions.MaxLineLength"/> bytes, its terminator and one receive, and is given back to the pool whenever
/// it is empty. Bytes written and not read are kept, however many.</para>
/// <para>A line, and what <see cref="Buffered"/> and <see cref="TryReadExactly"/> show, is valid until the next call of a method.
/// Not thread-safe.</para>
/// </remarks>
public sealed partial class LineFramer : IBufferWriter<byte>, IDisposable
{
    private readonly ByteWindow _window;
    private readonly LineOverflow _overflow;
    private readonly int _maxLineLength;
    private readonly Encoding? _encoding;
    private bool _completed;
    private volatile bool _disposed;

    /// <summary>Creates a framer that holds no buffer yet.</summary>
    /// <param name="options">How lines are cut; null takes the defaults.</param>
    public LineFramer(LineOptions? options = null)
    {
        options ??= LineOptions.Default;
        _terminator = options.Terminator;
        _overflow = options.Overflow;
        _maxLineLength = options.MaxLineLength;
        _encoding = LineText.IsDefault(options.Encoding) ? null : options.Encoding;
        _window = new ByteWindow(Math.Max(options.BufferSize, TerminatorScanner.MinBufferLength));
        Enter(Excess.None);
    }

    /// <summary>What ends a line, from <see cref="LineOptions.Terminator"/> on. It may be set whenever the next byte begins a line: before
    /// the first line, after each line or raw bytes handed out, and while a line is not whole. What was handed out stays as it is, and
    /// everything else, what is buffered included, is cut by the new terminator, as by <c>set_terminator</c> of Python's asynchat. So a
    /// header ends with CR LF and a mail with <c>\r\n.\r\n</c>, however the bytes arrived. An LF that is still to come and belongs to the
    /// last line's CR (<see cref="LineEnding.Cr"/>) is swallowed nevertheless, and a truncated line that is ready comes out
    /// first.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="InvalidOperationException">A line is being thrown away whose end has not come: only its own terminator tells where
    /// it ends. Nothing was changed.</exception>
    public LineTerminator Terminator
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _terminator;
        }

        set
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            ArgumentNullException.ThrowIfNull(value);
            if (!FinishSkipping())
            {
                throw new InvalidOperationException(
                    $"A line that was refused is still being thrown away, up to the {_terminator} that ends it. Read on, and set the "
                    + "terminator after the next line that TryRead returns.");
            }

            _terminator = value;
            CutAnew();
        }
    }

    /// <summary>Bytes written and not yet handed out: of lines to come and of a line that is not whole. What is left of a line that was
    /// refused or is being skipped is never among them: see <see cref="IsBetweenLines"/>.</summary>
    public ReadOnlyMemory<byte> Buffered
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return FinishSkipping(mayWait: !_completed) ? _window.Unread : default;
        }
    }

    /// <summary>Whether nothing at all came after what was handed out last: nothing is buffered, no line is being thrown away or was
    /// since, and no LF may follow that belongs to the last line's CR (<see cref="LineEnding.Cr"/>). Only a line or bytes that are handed
    /// out make it true again; an exception, a read that gives nothing and a change of <see cref="Terminator"/> do not.</summary>
    public bool IsBetweenLines
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _window.Length == 0 && _excess is Excess.None or Excess.Lent && _openEnd is null;
        }
    }

    /// <summary>Whether <see cref="Complete"/> was called and everything was read: <see cref="TryRead"/> will return nothing
    /// more.</summary>
    public bool IsCompleted
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _completed && FinishSkipping() && _window.Length == 0 && _excess != Excess.Held;
        }
    }

    /// <summary>Lines skipped so far under <see cref="LineOverflow.Discard"/>.</summary>
    public long DiscardedLines { get; private set; }

    /// <summary>Free space to receive into.</summary>
    /// <param name="sizeHint">Bytes to offer at least; 0 offers about <see cref="LineOptions.BufferSize"/> of them, never none.</param>
    /// <exception cref="InvalidOperationException"><see cref="Complete"/> was called, or no array can hold what is unread.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sizeHint"/> is negative.</exception>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        ThrowIfNotWritable();
        return _window.GetSpan(sizeHint);
    }

    /// <inheritdoc cref="GetSpan"/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        ThrowIfNotWritable();
        return _window.GetMemory(sizeHint);
    }

    /// <summary>Says that <paramref name="count"/> bytes were written into the space handed out last.</summary>
    /// <param name="count">Bytes written; 0 is allowed.</param>
    /// <exception cref="ArgumentOutOfRangeException">More than was handed out, or negative.</exception>
    /// <exception cref="InvalidOperationException"><see cref="Complete"/> was called.</exception>
    public void Advance(int count)
    {
        ThrowIfNotWritable();
        _window.Advance(count);
        if (count > 0 && _openEnd is not null)
            CloseEnd(_openEnd);
    }

    /// <summary>Says that no more bytes will come: what is left without a terminator is the last line. Idempotent.</summary>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _completed = true;
    }

    /// <summary>Takes the next line out, if it is there. After <see cref="Complete"/>, bytes without a terminator come out once, with
    /// <see cref="LineEnding.None"/>; a CR among them is data.</summary>
    /// <param name="line">The line; valid until the next call.</param>
    /// <returns>False when no whole line is there.</returns>
    /// <exception cref="LineTooLongException">Once for an over-long line, under <see cref="LineOverflow.Throw"/>, no later than a
    /// terminator's length after the limit. Call again for the next line.</exception>
    /// <exception cref="LineFormatException">Once for a line with a bare CR or LF, under <see cref="LineTerminator.CrLf"/>, unless it
    /// passed the limit before. Call again for the next line.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(out Line line)
    {
        if (TryReadRun(out line))
            return true;

        // A value returned, not a variable passed on: so the caller's line lives in registers (0.4 ns of 3.1).
        Line slow = ReadSlowly();
        line = slow;
        return slow.IsSome;
    }

    /// <summary>Takes the next line out if its end is settled and nothing else comes first; gives no buffer back and waits for
    /// nobody.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryReadRun(out Line line)
    {
        int head = _head;
        if (head < _tail)
        {
            LineEnd end = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_ends), (uint)head);
            if (end.IsShorterThan(_gate, out int length))
            {
                ByteWindow window = _window;
                int start = window.Start;
                line = new Line(window.Buffer, start, length, end.Ending, _encoding);
                _head = head + 1;
                window.ConsumeUpTo(start + length + end.Width);
                return true;
            }
        }

        line = default;
        return false;
    }

    /// <summary>Takes the next <paramref name="count"/> bytes out, whatever they are, if that many are there: the body after a header
    /// line. No limit applies, and memory grows with the bytes written, not with <paramref name="count"/>. An over-long line that is
    /// being thrown away goes first, up to its terminator; where bytes are handed out, its truncated beginning is not.</summary>
    /// <param name="count">Bytes to take; 0 takes none and changes nothing.</param>
    /// <param name="bytes">The bytes; valid until the next call.</param>
    /// <returns>False when fewer are buffered; they stay. After <see cref="Complete"/> it stays false.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public bool TryReadExactly(int count, out ReadOnlyMemory<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        bytes = default;
        if (!FinishSkipping() || _window.Length < count)
            return false;
        if (count == 0)
            return true;
        bytes = _window.Unread[..count];
        ConsumeRaw(count);
        EndRaw();
        return true;
    }

    /// <summary>Gives the buffers back. Every later use but this throws <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        _disposed = true;
        _window.Dispose();
        ForgetEnds();
        ReturnBeginning();
    }

    private void ThrowIfNotWritable()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_completed)
            throw new InvalidOperationException("The framer was completed; no more bytes can be written to it.");
    }
}
