namespace Tutorial.Net;

/// <content>Runs of lines that end alike, which <see cref="TryRead"/> hands out without a look at their bytes: what ends them and that
/// none is too long was found for the whole run, mostly by the scan itself.</content>
public sealed partial class LineFramer
{
    /// <summary>Notes in [_head, _alikeTail) are ends of lines as they stand: none void, none too long, all like the first.</summary>
    private int _alikeTail;

    /// <summary>How far before its note a line of the run ends.</summary>
    private int _trim;

    /// <summary>How far behind its note the next line begins.</summary>
    private int _width;

    private LineEnding _alike;

    /// <summary>Whether the scan saw nothing that could make one note mean something else than another.</summary>
    private bool _isUniform;

    /// <summary>Finds the run that begins at the front; it may be empty.</summary>
    private void FindAlike()
    {
        _alikeTail = 0;
        DropVoidNotes();
        if (_skipping || _held is not null || _head == _tail)
            return;
        int first = _ends[_head];
        if (Classify(first, out Hit hit) is not true || hit.IsBare)
            return;
        _trim = first - hit.End;
        _width = hit.Width - _trim;
        _alike = hit.Ending;
        if (_isUniform && _ends[_tail - 1] - _window.Start <= _maxLineLength)
            _alikeTail = _tail;
        else
            FollowAlike();
    }

    private void FollowAlike()
    {
        int start = _window.Start;
        int kept = _head;
        int i = _head;
        for (; i < _tail; i++)
        {
            int at = _ends[i];
            // The LF of a CR LF has a note of its own.
            if (at < start && _alike == LineEnding.CrLf)
                continue;
            if (at < start || at - _trim - start > _maxLineLength || !IsAlike(at, start))
                break;
            _ends[kept++] = at;
            start = at + _width;
        }

        // Those that were kept move up rather than those to come down: so each is moved once.
        int count = kept - _head;
        _alikeTail = i;
        if (_alikeTail != kept)
            _ends.AsSpan(_head, count).CopyTo(_ends.AsSpan(_alikeTail - count));
        _head = _alikeTail - count;
    }

    private bool IsAlike(int at, int start)
    {
        byte[] buffer = _window.Buffer;
        switch (_terminator.Kind)
        {
            case TerminatorKind.Lf:
                return (at > start && buffer[at - 1] == '\r') == (_trim == 1);
            case TerminatorKind.Custom:
                return buffer.AsSpan(at, _width).SequenceEqual(_terminator.Bytes);
            default:
                if (_alike == LineEnding.Lf || buffer[at] == '\n')
                    return _alike == LineEnding.Lf && buffer[at] == '\n';
                // Whether an LF follows the last CR is still to be seen.
                return at + 1 < _window.End && buffer[at + 1] == '\n' == (_width == 2);
        }
    }

    /// <summary>
    /// Goes on behind bytes that were read whatever they are. Where the run no longer holds, the next line finds another: raw reads one
    /// after the other find none.
    /// </summary>
    private void GoOnBehindRaw()
    {
        int start = _window.Start;
        DropVoidNotes();
        // Between CR and LF: the LF, which had no note of its own in a run, ends a line now.
        bool isLoneLf = _terminator.Kind is TerminatorKind.CrLf or TerminatorKind.Universal && start < _scanned
            && _window.Buffer[start] == '\n' && (_head == _tail || _ends[_head] != start);
        if (isLoneLf)
            _ends[--_head] = start;
        // A line that begins inside the terminator before it is longer than it was.
        if (isLoneLf || _head >= _alikeTail || _ends[_head] - _trim < start || _ends[_head] - _trim - start > _maxLineLength)
            _alikeTail = 0;
    }

    /// <summary>Notes of what has been read already end no line.</summary>
    private void DropVoidNotes()
    {
        while (_head < _tail && _ends[_head] < _window.Start)
            _head++;
    }
}
