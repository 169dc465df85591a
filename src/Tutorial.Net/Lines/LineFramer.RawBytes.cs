using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <content>Bytes that are read whatever they are, and what else <see cref="LineReader"/> needs.</content>
public sealed partial class LineFramer
{
    /// <summary>Whether <see cref="TryReadRun"/> will hand out a line.</summary>
    internal bool HasRun
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _head < _tail && _ends[_head].IsShorterThan(_gate, out _);
    }

    /// <summary>Whether <see cref="Complete"/> was called.</summary>
    internal bool IsInputComplete => _completed;

    /// <summary>Size of the buffer held; 0 while none is.</summary>
    internal int Capacity => _window.Capacity;

    /// <summary>How many bytes are buffered.</summary>
    internal int BufferedLength => _window.Length;

    /// <summary>Whether nothing is buffered.</summary>
    internal bool IsEmpty => _window.Length == 0;

    /// <summary>Whether a line has begun that has not ended, one that is being thrown away included.</summary>
    internal bool IsMidLine => _window.Length > 0 || _excess is Excess.Skipping or Excess.Held;

    /// <summary>Whether another framer could go on from what is buffered.</summary>
    internal bool CanHandOver => _excess is not (Excess.Skipping or Excess.Held) && _openEnd is null;

    /// <summary>Whether the next byte is the first after the last line. Not so while an over-long line is being thrown away, nor while an
    /// LF may come that belongs to the last line's CR.</summary>
    internal bool TryBeginRaw()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return FinishSkipping() && (_openEnd is null || _completed);
    }

    /// <summary>Moves buffered bytes out, as many as there are and fit. Where more must come, no buffer is held meanwhile.
    /// <see cref="EndRaw"/> or <see cref="PutBack"/> follows.</summary>
    internal int TakeRaw(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _window.Length);
        _window.UnreadSpan[..count].CopyTo(buffer);
        ConsumeRaw(count);
        if (count < buffer.Length)
            Rest();
        return count;
    }

    /// <summary>Puts bytes back to the front, where nothing is buffered after them: those of a body that did not become whole.</summary>
    internal void PutBack(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        bytes.CopyTo(_window.GetSpan(bytes.Length));
        _window.Advance(bytes.Length);
    }

    /// <summary>Says that raw bytes were handed out, those that never were in the buffer included: what was thrown away before them is
    /// forgotten, and the beginning of a line that was to be handed out truncated goes with it.</summary>
    internal void EndRaw() => EndExcess();

    /// <summary>Hides the lines whose ends are settled, and touches no buffer: another thread may be receiving into one, scanning it or
    /// reading a line in it. They are left to the collector.</summary>
    internal void Abandon() => _gate = 0;

    private void ConsumeRaw(int count)
    {
        _window.Consume(count);
        while (_head < _tail && count >= _ends[_head].Total)
            count -= _ends[_head++].Total;
        if (_head == _tail)
            _scanned = Math.Max(0, _scanned - count);
        else if (count <= _ends[_head].Length)
            _ends[_head] = _ends[_head].After(count);
        else
            CutAnew(); // What is left of the terminator begins a line.
    }
}
