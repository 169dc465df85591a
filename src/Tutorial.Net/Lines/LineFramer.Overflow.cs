using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Tutorial.Net;

/// <content>Lines that are thrown away, whole or but for their beginning.</content>
public sealed partial class LineFramer
{
    /// <summary>Whether the window's front lies inside a line that is being thrown away.</summary>
    private bool _skipping;

    /// <summary>Position in the stream behind the last line thrown away: nothing was handed out since while the front lies there.</summary>
    private long _skippedTo = -1;

    /// <summary>The beginning of a line to be truncated; ready to be handed out when nothing is being skipped.</summary>
    private byte[]? _held;
    private LineEnding _heldEnding;

    /// <summary>The same, handed out.</summary>
    private byte[]? _lent;

    private void SkipOverlongLine()
    {
        if (_overflow == LineOverflow.Truncate)
        {
            _held = ArrayPool<byte>.Shared.Rent(_maxLineLength);
            _window.UnreadSpan[.._maxLineLength].CopyTo(_held);
        }
        else
        {
            DiscardedLines++;
        }

        Skip(_maxLineLength);
    }

    /// <summary>Begins to throw the line at the front away.</summary>
    private void Skip(int count)
    {
        _skipping = true;
        _alikeTail = 0;
        _window.Consume(count);
    }

    /// <summary>Throws away up to the terminator, or what is there of the line.</summary>
    /// <returns>Whether the line has ended.</returns>
    private bool SkipOn()
    {
        while (TryPeek(out Hit hit))
        {
            if (hit.IsBare)
            {
                _head++;
                continue;
            }

            EndSkipping(hit);
            return true;
        }

        int end = Decided();
        if (_terminator.Kind == TerminatorKind.Lf && end > _window.Start && _window.Buffer[end - 1] == '\r')
            end--;
        _window.Consume(end - _window.Start);
        if (_completed)
            EndSkipping(new Hit(_window.End, 0, LineEnding.None));
        return _completed;
    }

    private void EndSkipping(in Hit hit)
    {
        _skipping = false;
        _heldEnding = hit.Ending;
        Consume(hit);
        _skippedTo = _window.Offset;
        FindAlike();
    }

    /// <summary>Ends a skipped line without a look at what follows it, which may be no line.</summary>
    private bool FinishSkipping() => !_skipping || SkipOn();

    private void DropHeld()
    {
        ReturnLent();
        // Without one the run at the front stands: to find it again at every raw read cost 2 to 4 µs each.
        if (_held is null)
            return;
        LendHeld();
        ReturnLent();
    }

    private void LendHeld()
    {
        (_lent, _held) = (_held, null);
        _skippedTo = -1;
        FindAlike();
    }

    private void ReturnLent()
    {
        if (_lent is null)
            return;
        ArrayPool<byte>.Shared.Return(_lent);
        _lent = null;
    }

    [DoesNotReturn]
    private void ThrowMalformed(int at)
    {
        string name = _window.Buffer[at] == '\n' ? "LF without a CR before it" : "CR without an LF behind it";
        string message = $"The peer sent a bare {name}, {at - _window.Start} bytes into a line that must end with CR LF. "
            + "The line is discarded; the next read goes on after it.";
        Skip(at + 1 - _window.Start);
        throw new LineFormatException(message);
    }
}
