namespace Tutorial.Net;

/// <summary>
/// The watched registrations in a row, with a mark: those after it are next to be served, those before it have had their turn.
/// Adding and removing cost the same however many there are, and let nobody lose or gain a turn.
/// </summary>
internal sealed class WatchRing
{
    private SocketRegistration[] _items = new SocketRegistration[16];
    private int _next;

    public int Count { get; private set; }

    /// <summary>Those to be served first, in order.</summary>
    public ReadOnlySpan<SocketRegistration> Next => _items.AsSpan(_next, Count - _next);

    /// <summary>Those to be served after <see cref="Next"/>, in order.</summary>
    public ReadOnlySpan<SocketRegistration> Served => _items.AsSpan(0, _next);

    public void Add(SocketRegistration registration)
    {
        if (Count == _items.Length)
            Array.Resize(ref _items, Count * 2);
        Place(registration, Count++);
    }

    public void Remove(SocketRegistration registration)
    {
        int hole = registration.BackendIndex;
        if (hole < _next)
        {
            // The hole moves to the end of the served, and so to the mark: whatever fills it from the other end was not served.
            _next--;
            Place(_items[_next], hole);
            hole = _next;
        }
        // Nothing is left to fill it with when all were served.
        if (hole != --Count)
            Place(_items[Count], hole);
        _items[Count] = null!;
    }

    /// <summary>Moves the mark behind this one.</summary>
    public void SetServed(SocketRegistration last)
    {
        _next = last.BackendIndex + 1;
        if (_next == Count)
            _next = 0;
    }

    private void Place(SocketRegistration registration, int index)
    {
        _items[index] = registration;
        registration.BackendIndex = index;
    }
}
