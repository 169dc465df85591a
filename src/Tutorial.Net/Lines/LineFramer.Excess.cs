using System.Buffers;

namespace Tutorial.Net;

/// <content>Lines that are thrown away, whole or but for their beginning.</content>
public sealed partial class LineFramer
{
    private Excess _excess;

    /// <summary>A line shorter than this may be handed out without a further look; 0 while something else comes first.</summary>
    private uint _gate;

    /// <summary>The beginning of a line to be truncated.</summary>
    private byte[]? _beginning;
    private LineEnding _beginningEnding;

    /// <summary>What became of a line that was refused.</summary>
    private enum Excess
    {
        /// <summary>There is none, or something was handed out since.</summary>
        None,

        /// <summary>The window's front lies inside it.</summary>
        Skipping,

        /// <summary>It was thrown away, and nothing was handed out since.</summary>
        Skipped,

        /// <summary>It has ended, and its beginning is to be handed out next.</summary>
        Held,

        /// <summary>Its beginning was handed out.</summary>
        Lent,
    }

    /// <summary>Whether a line that was refused has not ended yet, however much of it was thrown away.</summary>
    internal bool IsSkipping => _excess == Excess.Skipping;

    private void Enter(Excess excess)
    {
        _excess = excess;
        _gate = excess is Excess.None or Excess.Lent ? (uint)_maxLineLength + 1 : 0;
    }

    /// <summary>Begins to skip a line that has passed the limit.</summary>
    private void Exceed()
    {
        if (_overflow == LineOverflow.Truncate)
        {
            _beginning ??= ArrayPool<byte>.Shared.Rent(_maxLineLength);
            _window.UnreadSpan[.._maxLineLength].CopyTo(_beginning);
        }
        else
        {
            DiscardedLines++;
        }

        Skip();
    }

    /// <summary>Throws the line at the front away, as much as is there.</summary>
    private void Skip()
    {
        Enter(Excess.Skipping);
        FinishSkipping();
    }

    /// <summary>Throws away up to the terminator, or what is there of the line, without a look at what follows, which may be no
    /// line.</summary>
    /// <param name="mayWait">Whether a terminator that may go on in the next byte is left until that comes.</param>
    /// <returns>Whether no line is being thrown away any more.</returns>
    private bool FinishSkipping(bool mayWait = false)
    {
        if (_excess != Excess.Skipping)
            return true;
        while (TryPeek(out LineEnd end, mayWait))
        {
            Consume(end);
            if (!end.IsBare)
                return EndSkipping(end.Ending);
        }

        _window.Consume(_completed ? _window.Length : _scanned);
        _scanned = 0;
        return _completed && EndSkipping(LineEnding.None);
    }

    private bool EndSkipping(LineEnding ending)
    {
        _beginningEnding = ending;
        Enter(_beginning is null ? Excess.Skipped : Excess.Held);
        return true;
    }

    /// <summary>Something else was handed out, or is to be.</summary>
    private void EndExcess()
    {
        ReturnBeginning();
        Enter(Excess.None);
    }

    private void ReturnBeginning()
    {
        byte[]? beginning = _beginning;
        _beginning = null;
        if (beginning is not null)
            ArrayPool<byte>.Shared.Return(beginning);
    }

    private LineFormatException Malformed(LineEnd bare)
    {
        string name = _terminator.Rule.DescribeBare(_window.UnreadSpan[bare.Length]);
        string message = $"The peer sent a bare {name}, {bare.Length} bytes into a line that must end with CR LF. "
            + "The line is discarded; the next read goes on after it.";
        Skip();
        return new LineFormatException(message);
    }
}
