using System.Collections;

namespace Tutorial.Net;

/// <summary>
/// Links in segments, so that a page with many needs no array on the large object heap: with one, a page of 10,000 links set off a
/// full collection every third time, and a fifth of the time was pauses instead of a twenty-fifth.
/// </summary>
internal sealed class LinkList : IReadOnlyList<Link>
{
    private const int SegmentBits = 10;
    private const int SegmentLength = 1 << SegmentBits;

    private readonly List<Link[]> _segments = [];
    private Link[] _last = [];
    private int _lastCount;

    public int Count { get; private set; }

    public Link this[int index]
    {
        get
        {
            ThrowIfOutside(index);
            return _segments[index >> SegmentBits][index & (SegmentLength - 1)];
        }

        set
        {
            ThrowIfOutside(index);
            _segments[index >> SegmentBits][index & (SegmentLength - 1)] = value;
        }
    }

    public void Add(Link link)
    {
        if (_lastCount == _last.Length)
            Grow();
        _last[_lastCount++] = link;
        Count++;
    }

    public IEnumerator<Link> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The first segment grows to its size, because most pages have few links; the others begin with it.</summary>
    private void Grow()
    {
        if (_last.Length is > 0 and < SegmentLength)
        {
            Array.Resize(ref _last, _last.Length * 2);
            _segments[0] = _last;
            return;
        }

        _last = new Link[_segments.Count == 0 ? 16 : SegmentLength];
        _lastCount = 0;
        _segments.Add(_last);
    }

    private void ThrowIfOutside(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
    }
}
