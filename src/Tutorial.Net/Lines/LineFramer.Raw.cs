using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <content>What <see cref="LineReader"/> needs beside the public members.</content>
public sealed partial class LineFramer
{
    /// <summary>Whether <see cref="Complete"/> was called.</summary>
    internal bool IsInputComplete => _completed;

    /// <summary>Size of the buffer held; 0 while none is.</summary>
    internal int Capacity => _window.Capacity;

    /// <summary>Whether nothing is buffered.</summary>
    internal bool IsEmpty => _window.Length == 0;

    /// <summary>Whether the next byte is the first behind the last line. Not so while an over-long line is being thrown away, nor
    /// while an LF may come that belongs to the last line's CR.</summary>
    internal bool TryBeginRaw()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return FinishSkipping() && (!_swallowLf || _completed);
    }

    /// <summary>Moves buffered bytes out, as many as there are and fit. Where more must come, no buffer is held meanwhile.</summary>
    internal int TakeRaw(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _window.Length);
        _window.UnreadSpan[..count].CopyTo(buffer);
        ConsumeRaw(count);
        if (count < buffer.Length)
            Rest();
        return count;
    }

    /// <summary>Says that raw bytes were handed out, those that never were in the buffer included: what was thrown away before them is
    /// forgotten, and the beginning of a line that was to be handed out truncated goes with it.</summary>
    internal void EndRaw()
    {
        _skippedTo = -1;
        DropHeld();
    }

    /// <summary>Puts bytes back to the front, where nothing is buffered behind them: those of a body that did not become whole.</summary>
    internal void PutBack(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        int start = _window.Start;
        bytes.CopyTo(_window.GetSpan(bytes.Length));
        Rebase(start - _window.Start);
        _window.Advance(bytes.Length);
    }

    /// <summary>Whether the next line is one of a run, which <see cref="TryReadRun"/> hands out.</summary>
    internal bool HasRun
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _head < _alikeTail;
    }

    /// <summary>Ends the run, and touches no buffer: another thread may be receiving into one, scanning it or reading a line in it.
    /// They are left to the collector.</summary>
    internal void Abandon() => _alikeTail = 0;
}
