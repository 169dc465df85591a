using System.Buffers;

namespace Tutorial.Net;

/// <content>Where lines are cut. Terminators are found in batches and noted in <c>_ends</c>; <see cref="Settle"/> throws away what is
/// to be thrown away and says what stands at the front; only the public methods take it.</content>
public sealed partial class LineFramer
{
    /// <summary>Indices into the window's buffer at which terminators (or candidates for them) begin; [_head, _tail) are still ahead.
    /// Those before the window's start are void: a body was read over them, or they are the LF of a CR LF.</summary>
    private int[] _ends = [];
    private int _head;
    private int _tail;

    /// <summary>Index up to which every position was decided: noted, or no terminator begins there.</summary>
    private int _scanned;

    /// <summary>Whether an LF that comes next belongs to a CR that has ended its line already.</summary>
    private bool _swallowLf;

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
        return _head < _alikeTail || Settle(out _) != Front.Nothing;
    }

    private Line ReadSlowly()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ReturnLent();
        switch (Settle(out Hit hit))
        {
            case Front.Line:
                var line = new Line(_window.Buffer, _window.Start, hit.End - _window.Start, hit.Ending, _encoding);
                Consume(hit);
                if (_head >= _alikeTail)
                    FindAlike();
                return line;
            case Front.Truncated:
                LendHeld();
                return new Line(_lent!, 0, _maxLineLength, _heldEnding, _encoding, isTruncated: true);
            case Front.TooLong:
                Skip(_maxLineLength);
                throw new LineTooLongException(_maxLineLength);
            case Front.Malformed:
                ThrowMalformed(hit.End);
                goto default;
            default:
                return default;
        }
    }

    /// <summary>Says what the next line is, after throwing away what precedes it. Takes nothing.</summary>
    private Front Settle(out Hit hit)
    {
        while (true)
        {
            hit = default;
            if (_skipping && !SkipOn())
                return Rest();
            if (_held is not null)
                return Front.Truncated;

            bool tooLong;
            if (TryPeek(out hit))
            {
                tooLong = hit.End - _window.Start > _maxLineLength;
                if (!tooLong)
                    return hit.IsBare ? Front.Malformed : Front.Line;
            }
            else if (!_completed)
            {
                tooLong = IsPastLimit();
                if (!tooLong)
                    return Rest();
            }
            else
            {
                if (_window.Length == 0)
                    return Rest();
                tooLong = _window.Length > _maxLineLength;
                if (!tooLong)
                {
                    hit = new Hit(_window.End, 0, LineEnding.None);
                    return Front.Line;
                }
            }

            if (_overflow == LineOverflow.Throw)
                return Front.TooLong;
            SkipOverlongLine();
        }
    }

    /// <summary>Finds the first terminator, if what is buffered decides it.</summary>
    private bool TryPeek(out Hit hit)
    {
        while (_head < _tail || ScanOn())
        {
            int at = _ends[_head];
            if (at >= _window.Start)
            {
                switch (Classify(at, out hit))
                {
                    case true:
                        return true;
                    case null:
                        return false;
                }
            }

            _head++;
        }

        hit = default;
        return false;
    }

    /// <summary>True for a terminator (or a bare break), false for none, null when the byte that decides is still to come.</summary>
    private bool? Classify(int at, out Hit hit)
    {
        byte[] buffer = _window.Buffer;
        bool isLf = buffer[at] == '\n';
        bool lfFollows = at + 1 < _window.End && buffer[at + 1] == '\n';
        hit = default;
        switch (_terminator.Kind)
        {
            case TerminatorKind.Lf:
                int carriageReturn = at > _window.Start && buffer[at - 1] == '\r' ? 1 : 0;
                hit = new Hit(at - carriageReturn, 1 + carriageReturn, LineEnding.Lf + (byte)carriageReturn);
                return true;
            case TerminatorKind.Universal:
                hit = isLf ? new Hit(at, 1, LineEnding.Lf) : lfFollows ? new Hit(at, 2, LineEnding.CrLf) : new Hit(at, 1, LineEnding.Cr);
                return true;
            case TerminatorKind.CrLf:
                if (!isLf && at + 1 == _window.End)
                    return null;
                hit = !isLf && lfFollows ? new Hit(at, 2, LineEnding.CrLf) : new Hit(at, 0, LineEnding.None);
                return true;
            default:
                hit = new Hit(at, _terminator.Bytes.Length, LineEnding.Custom);
                return buffer.AsSpan(at, hit.Width).SequenceEqual(_terminator.Bytes);
        }
    }

    /// <summary>Notes the next batch of terminators.</summary>
    private bool ScanOn()
    {
        _scanned = Math.Max(_scanned, _window.Start);
        _head = _tail = _alikeTail = 0;
        int end = _window.End - (_terminator.Kind == TerminatorKind.Custom ? _terminator.Bytes.Length - 1 : 0);
        if (_scanned >= end)
            return false;
        if (_ends.Length == 0)
            _ends = ArrayPool<int>.Shared.Rent(TerminatorScanner.Capacity);
        _tail = Scan(end);
        FindAlike();
        return _tail > 0;
    }

    private int Scan(int end) => _terminator.Kind switch
    {
        TerminatorKind.Lf => Scan(default(LineFeedMatcher), end),
        TerminatorKind.Custom when _terminator.Bytes is [byte only] => Scan(new SingleByteMatcher(only), end),
        TerminatorKind.Custom when _terminator.Bytes is [byte first, .., byte last] bytes =>
            Scan(new FirstAndLastMatcher(first, last, bytes.Length - 1), end),
        _ => Scan(default(BreakMatcher), end),
    };

    private int Scan<TMatcher>(TMatcher matcher, int end)
        where TMatcher : struct, ITerminatorMatcher
    {
        byte[] buffer = _window.Buffer;
        bool isBehindCr = _scanned > _window.Start && buffer[_scanned - 1] == '\r';
        int count = TerminatorScanner.Scan(matcher, buffer, ref _scanned, end, _ends, out bool isSuspect);
        _isUniform = !isSuspect && !isBehindCr;
        return count;
    }

    /// <summary>Index before which no terminator begins, when <see cref="TryPeek"/> found none.</summary>
    private int Decided() => _head < _tail ? _ends[_head] : _scanned;

    private bool IsPastLimit()
    {
        int certain = Decided() - _window.Start;
        // A CR right behind the limit may belong to the LF to come.
        bool undecided = _terminator.Kind == TerminatorKind.Lf && certain - 1 == _maxLineLength
            && _window.UnreadSpan[_maxLineLength] == '\r';
        return certain > _maxLineLength && !undecided;
    }

    private void Consume(in Hit hit)
    {
        _window.Consume(hit.End + hit.Width - _window.Start);
        if (hit.Ending != LineEnding.None)
            _head++;
        _swallowLf = hit.Ending == LineEnding.Cr && _window.Length == 0;
    }

    private void ConsumeRaw(int count)
    {
        _window.Consume(count);
        GoOnBehindRaw();
    }

    private void SwallowLf()
    {
        _swallowLf = false;
        if (_window.UnreadSpan[0] == '\n')
            _window.Consume(1);
    }

    /// <summary>Nothing is to be read: with nothing buffered either, no buffer is held until something arrives.</summary>
    private Front Rest()
    {
        if (_window.TryRelease())
            ForgetPositions();
        return Front.Nothing;
    }

    /// <summary>Follows the window when it moves its bytes.</summary>
    private void Rebase(int shift)
    {
        _scanned = Math.Max(0, _scanned - shift);
        foreach (ref int end in _ends.AsSpan(_head, _tail - _head))
            end -= shift;
    }

    private void ForgetPositions()
    {
        int[] ends = _ends;
        _ends = [];
        _head = _tail = _alikeTail = _scanned = 0;
        if (ends.Length > 0)
            ArrayPool<int>.Shared.Return(ends);
    }

    /// <summary>A terminator: where the line ends, how many bytes to take away behind it, and what it was.</summary>
    private readonly struct Hit(int end, int width, LineEnding ending)
    {
        public int End { get; } = end;

        public int Width { get; } = width;

        public LineEnding Ending { get; } = ending;

        /// <summary>A CR or LF where only CR LF may stand.</summary>
        public bool IsBare => Width == 0;
    }
}
