namespace Tutorial.Net;

/// <summary>Lines and columns of tags, in the bytes at hand.</summary>
internal sealed class PositionTracker
{
    private LineCounter _lines;
    /// <summary>Of a tag that began in bytes that are gone.</summary>
    private LinkPosition _begun = new(-1, 0, 0);
    private long _origin;

    /// <summary>Counts bytes that are no part of the page: a byte order mark.</summary>
    public void Skip(int count)
    {
        _lines.Skip(count);
        _origin += count;
    }

    /// <summary>The bytes at hand are used up; the tag that may have begun in them did so at <paramref name="lessThan"/>.</summary>
    public void Suspend(ReadOnlySpan<byte> data, long lessThan)
    {
        if (lessThan >= _lines.Offset)
        {
            CountTo(lessThan, data);
            _begun = _lines.Position;
        }

        CountTo(_origin + data.Length, data);
        _origin += data.Length;
    }

    public LinkPosition Of(TagView tag, ReadOnlySpan<byte> data)
    {
        if (tag.Offset == _begun.Offset)
            return _begun;
        CountTo(tag.Offset, data);
        return _lines.Position;
    }

    private void CountTo(long offset, ReadOnlySpan<byte> data) =>
        _lines.Advance(data[(int)(_lines.Offset - _origin)..], (int)(offset - _lines.Offset));
}
