namespace Tutorial.Net;

/// <summary>Turns ascending offsets into lines and columns. CR, LF and CRLF end a line, a CRLF cut in two by a chunk included.</summary>
internal struct LineCounter
{
    private long _lineStart;
    private int _line;
    private bool _endsInCr;

    /// <summary>How far it has counted.</summary>
    public long Offset { get; private set; }

    public readonly LinkPosition Position => new(Offset, _line + 1, (int)Math.Min(Offset - _lineStart + 1, int.MaxValue));

    /// <summary>Counts on over <paramref name="bytes"/>, which begin at <see cref="Offset"/>.</summary>
    public void Advance(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        if (_endsInCr && bytes[0] == '\n')
            _lineStart++;
        else if (_endsInCr && bytes[0] != '\n')
            _endsInCr = false;
        int pos = _endsInCr ? 1 : 0;
        while (true)
        {
            int length = bytes[pos..].IndexOfAny((byte)'\n', (byte)'\r');
            if (length < 0)
                break;
            pos += length + 1;
            if (bytes[pos - 1] == '\r' && pos < bytes.Length && bytes[pos] == '\n')
                pos++;
            _line++;
            _lineStart = Offset + pos;
        }

        _endsInCr = bytes[^1] == '\r';
        Offset += bytes.Length;
    }

    public void Skip(int count)
    {
        Offset += count;
        _lineStart += count;
    }
}
