using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <summary>
/// A pooled, contiguous window on a byte stream: write at its end (<see cref="GetSpan"/>, <see cref="Advance"/>), read and
/// consume at its beginning. It knows nothing of lines or links; what to keep is its owner's business.
/// </summary>
/// <remarks>
/// <para>Memory handed out, for writing or for reading, is valid until the next <see cref="GetSpan"/>, <see cref="GetMemory"/>,
/// <see cref="TryRelease"/> or <see cref="Dispose"/>; <see cref="Advance"/> and <see cref="Consume"/> move no bytes.</para>
/// <para>The buffer comes from <see cref="ArrayPool{T}.Shared"/> at the first <see cref="GetSpan"/>. A partly read window is moved
/// to its front only when at least as many bytes were consumed as must be copied, and grows at least twofold otherwise, so that
/// the copying is linear in the bytes written. A buffer that one large item made large is given back once it is empty.</para>
/// <para>Not thread-safe. Nothing here checks for use after <see cref="Dispose"/>: the owner does, with its own name.</para>
/// </remarks>
internal sealed class ByteWindow : IDisposable
{
    /// <summary>What <see cref="GetSpan"/> tries to offer when its caller has no wish of its own.</summary>
    private readonly int _bufferSize;
    private readonly int _maxLength;
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    /// <summary>Where the end was after the last move: what lies behind it was written since.</summary>
    private int _moved;
    /// <summary>Position in the stream of <c>_buffer[0]</c>.</summary>
    private long _origin;

    /// <param name="bufferSize">Bytes to offer for one receive; at least 1.</param>
    /// <param name="maxLength">Unread bytes past which the window refuses to grow; the owner's limit, or the largest array.</param>
    public ByteWindow(int bufferSize, int maxLength = int.MaxValue)
    {
        _bufferSize = Math.Max(1, bufferSize);
        _maxLength = Math.Min(maxLength, Array.MaxLength);
    }

    /// <summary>Unread bytes.</summary>
    public int Length => _end - _start;

    /// <summary>Size of the rented buffer; 0 while none is held.</summary>
    public int Capacity => _buffer.Length;

    /// <summary>Position in the stream of the first unread byte: how many bytes were consumed so far.</summary>
    public long Offset => _origin + _start;

    public ReadOnlyMemory<byte> Unread => new(_buffer, _start, _end - _start);

    public ReadOnlySpan<byte> UnreadSpan => new(_buffer, _start, _end - _start);

    /// <summary>The backing array, for an owner that works with indices: the unread bytes are [<see cref="Start"/>,
    /// <see cref="End"/>).</summary>
    public byte[] Buffer => _buffer;

    public int Start => _start;

    public int End => _end;

    /// <summary>Free space at the end: at least <paramref name="sizeHint"/> bytes, with 0 as many as a receive should have.</summary>
    /// <exception cref="InvalidOperationException">The unread bytes and the hint together pass the owner's limit.</exception>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_end);
    }

    /// <inheritdoc cref="GetSpan"/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_end);
    }

    /// <summary>Counts <paramref name="count"/> bytes, written into the free space, as unread.</summary>
    public void Advance(int count)
    {
        if ((uint)count > (uint)(_buffer.Length - _end))
        {
            throw new ArgumentOutOfRangeException(
                nameof(count), count, $"Between 0 and the {_buffer.Length - _end} bytes that were handed out to write into.");
        }

        _end += count;
    }

    /// <summary>Takes the first <paramref name="count"/> unread bytes away; they stay readable where they lie until the next
    /// write.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Consume(int count)
    {
        if ((uint)count > (uint)(_end - _start))
            ThrowConsumedTooMuch(count);
        _start += count;
    }

    /// <summary><see cref="Consume"/> for an owner whose index is certain: up to <paramref name="index"/> of
    /// <see cref="Buffer"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ConsumeUpTo(int index)
    {
        Debug.Assert(index >= _start && index <= _end);
        _start = index;
    }

    /// <summary>Gives the buffer back when nothing in it is unread: an idle connection holds none.</summary>
    public bool TryRelease()
    {
        if (_start != _end)
            return false;
        Return();
        return true;
    }

    /// <summary>Gives the buffer back, unread bytes or not. Idempotent.</summary>
    public void Dispose() => Return();

    /// <summary>Forgets the buffer without giving it back: something that was given its memory may still be using it.</summary>
    public void Abandon()
    {
        _buffer = [];
        _origin += _start;
        _start = _end = _moved = 0;
    }

    // Not inlined: with the pool's code in the loop that reads lines, the compiler's budget for that loop was used up before it came to
    // TryRead (16 ns a line instead of 6).
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Reserve(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        if (_start == _end)
            Reset(sizeHint);

        // Room for a whole receive is worth a copy that the bytes consumed meanwhile have paid for.
        int free = _buffer.Length - _end;
        if (free >= Math.Max(sizeHint, _bufferSize))
            return;
        if (_start > 0 && Length <= _start)
        {
            MoveTo(_buffer);
            free = _buffer.Length - _end;
        }

        // With no wish given, a fraction will do: a window held open by one long line should not double for a last few bytes.
        if (free < (sizeHint > 0 ? sizeHint : Math.Max(1, _bufferSize / 4)))
            MakeRoom(sizeHint);
    }

    /// <summary>Starts an empty window at its front again, and drops a buffer that grew far beyond what is asked now.</summary>
    private void Reset(int sizeHint)
    {
        if (_buffer.Length / 4 >= Math.Max(sizeHint, _bufferSize))
            Return();
        _origin += _start;
        _start = _end = _moved = 0;
    }

    private void MakeRoom(int sizeHint)
    {
        int unread = Length;
        if (Math.Max(1, sizeHint) > _maxLength - unread)
        {
            throw new InvalidOperationException(
                $"The {unread} unread bytes and {Math.Max(1, sizeHint)} more pass the limit of {_maxLength}; read before writing on.");
        }

        // The bytes written since the last move pay for this one: so one long line is moved rather than doubled.
        long wanted = Math.Min((long)unread + Math.Max(sizeHint, _bufferSize), _maxLength);
        if (wanted <= _buffer.Length && unread / 2 <= _end - _moved)
        {
            MoveTo(_buffer);
            return;
        }

        // The pool rounds up to a power of two, which is the doubling; past its largest array (1 GiB) it does not.
        wanted = Math.Min(wanted <= _buffer.Length ? _buffer.Length + 1L : wanted > 1 << 30 ? wanted * 3 / 2 : wanted, Array.MaxLength);
        byte[] old = _buffer;
        MoveTo(ArrayPool<byte>.Shared.Rent((int)wanted));
        if (old.Length > 0)
            ArrayPool<byte>.Shared.Return(old);
    }

    private void MoveTo(byte[] target)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(target);
        _buffer = target;
        _origin += _start;
        _end -= _start;
        _start = 0;
        _moved = _end;
    }

    private void Return()
    {
        byte[] old = _buffer;
        _buffer = [];
        _origin += _start;
        _start = _end = _moved = 0;
        if (old.Length > 0)
            ArrayPool<byte>.Shared.Return(old);
    }

    private void ThrowConsumedTooMuch(int count) =>
        throw new ArgumentOutOfRangeException(nameof(count), count, $"Between 0 and the {Length} unread bytes.");
}
