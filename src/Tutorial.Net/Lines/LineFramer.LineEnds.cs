using System.Buffers;

namespace Tutorial.Net;

/// <content>Where lines end. The terminator settles ends in batches; <see cref="Settle"/> throws away what is to be thrown away and says
/// what stands at the front; only the public methods take it.</content>
public sealed partial class LineFramer
{
    /// <summary>Bytes of the first batch after the ends were forgotten. The next is twice as long, and so on: so a peer that has them
    /// forgotten at every line makes no byte looked at more than a few times.</summary>
    private const int FirstBatch = Block.Length;

    private LineTerminator _terminator;

    /// <summary>[_head, _tail) are the ends of the lines at the front, one after the other.</summary>
    private LineEnd[] _ends = [];
    private int _head;
    private int _tail;

    /// <summary>Bytes after the last of the ends in which no terminator begins.</summary>
    private int _scanned;
    private int _batch = 1 << 20;

    /// <summary>The terminator that ended the last line with the last byte there was, and may go on in the next; mostly null.</summary>
    private LineTerminator? _openEnd;

    private enum Front
    {
        Nothing,
        Line,
        Truncated,
        TooLong,
        Malformed,
    }

    /// <summary>Whether the next <see cref="TryRead"/> returns a line or throws. Invalidates lines handed out, as that does.</summary>
    internal bool HasLine()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Settle(out _) != Front.Nothing;
    }

    private Line ReadSlowly()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_excess == Excess.Lent)
            EndExcess();
        switch (Settle(out LineEnd end))
        {
            case Front.Line:
                var line = new Line(_window.Buffer, _window.Start, end.Length, end.Ending, _encoding);
                Consume(end);
                Enter(Excess.None);
                return line;
            case Front.Truncated:
                Enter(Excess.Lent);
                return new Line(_beginning!, 0, _maxLineLength, _beginningEnding, _encoding, isTruncated: true);
            case Front.TooLong:
                Skip();
                throw new LineTooLongException(_maxLineLength);
            case Front.Malformed:
                throw Malformed(end);
            default:
                return default;
        }
    }

    /// <summary>Says what the next line is, after throwing away what precedes it. Takes nothing.</summary>
    private Front Settle(out LineEnd end)
    {
        while (true)
        {
            end = default;
            if (!FinishSkipping())
                return Rest();
            if (_excess == Excess.Held)
                return Front.Truncated;

            bool isEnd = TryPeek(out end);
            if (!isEnd && _completed && _window.Length > 0)
            {
                end = new LineEnd(_window.Length, 0, LineEnding.None);
                isEnd = true;
            }

            if ((isEnd ? end.Length : _scanned) <= _maxLineLength)
                return !isEnd ? Rest() : end.IsBare ? Front.Malformed : Front.Line;
            if (_overflow == LineOverflow.Throw)
                return Front.TooLong;
            Exceed();
        }
    }

    /// <summary>The first end, if what is buffered decides it.</summary>
    private bool TryPeek(out LineEnd end, bool mayWait = false)
    {
        if (_head < _tail || FindEnds())
        {
            end = _ends[_head];
            return true;
        }

        ReadOnlySpan<byte> rest = _window.UnreadSpan[_scanned..];
        LineEnding ending = mayWait ? LineEnding.None : _terminator.Rule.EndEarly(rest);
        end = new LineEnd(_scanned, rest.Length, ending);
        return ending != LineEnding.None;
    }

    /// <summary>Has the next batch of ends settled.</summary>
    private bool FindEnds()
    {
        _head = _tail = 0;
        int start = _window.Start;
        while (start + _scanned < _window.End)
        {
            if (_ends.Length == 0)
                _ends = ArrayPool<LineEnd>.Shared.Rent(LineEnds.Capacity);
            int from = start + _scanned;
            int end = from + Math.Min(_batch, _window.End - from);
            var found = new LineEnds(_ends, start);
            int settled = _terminator.Rule.Settle(_window.Buffer, from, end, ref found);
            _batch = Math.Min(_batch * 2, 1 << 20);
            _scanned = Math.Max(0, settled - found.Start);
            _tail = found.Count;
            if (_tail > 0)
                return true;
            if (end == _window.End)
                break;
        }

        return false;
    }

    private void Consume(LineEnd end)
    {
        _window.Consume(end.Total);
        if (_head < _tail)
        {
            _head++;
            return;
        }

        _scanned = 0;
        _openEnd = end.Ending == LineEnding.None ? null : _terminator;
    }

    /// <summary>The last line's terminator is whole, with the byte that came now or without it.</summary>
    private void CloseEnd(LineTerminator terminator)
    {
        _openEnd = null;
        if (terminator.Rule.GoesOnWith(_window.UnreadSpan[0]))
            _window.Consume(1);
    }

    /// <summary>Forgets the ends, where what they ended is cut otherwise now.</summary>
    private void CutAnew()
    {
        _head = _tail = _scanned = 0;
        _batch = FirstBatch;
    }

    /// <summary>Nothing is to be read: with nothing buffered either, no buffer is held until something arrives.</summary>
    private Front Rest()
    {
        if (_window.TryRelease())
            ForgetEnds();
        return Front.Nothing;
    }

    private void ForgetEnds()
    {
        LineEnd[] ends = _ends;
        _ends = [];
        _head = _tail = _scanned = 0;
        if (ends.Length > 0)
            ArrayPool<LineEnd>.Shared.Return(ends);
    }
}
