namespace Tutorial.Net;

/// <summary>
/// The registrations of one Socket.Select call whose state that call has no word for. They are asked before the call, which
/// does not sleep if there is something to report, and again after it.
/// </summary>
/// <remarks>
/// To end the call in time, such a socket is among those to be read although nobody asked for it, since a hang-up makes it readable.
/// When it is readable already, there is nothing that a call could wait for: the call is kept short instead.
/// </remarks>
internal sealed class SelectDoubts(HangUpProbe probe)
{
    /// <summary>How late a hang-up may be noticed where unread bytes hide it, in milliseconds.</summary>
    private const int ShortCall = 50;

    private readonly HangUpProbe _probe = probe;
    private SocketRegistration[] _items = new SocketRegistration[8];
    private int _count;
    private int _hidden;

    /// <summary>Whether one of them is to be reported.</summary>
    public bool HaveFound { get; private set; }

    /// <summary>Whether bytes have come to one of them, which ended the call: the next one leaves it out.</summary>
    public bool HaveChanged { get; private set; }

    public void Clear()
    {
        _items.AsSpan(0, _count).Clear();
        _count = 0;
        _hidden = 0;
        HaveFound = HaveChanged = false;
    }

    public void Gather(ReadOnlySpan<SocketRegistration> registrations)
    {
        foreach (SocketRegistration registration in registrations)
        {
            registration.Probed = ProbedState.None;
            if (!_probe.IsFor(registration) || registration.Handle.IsClosed)
                continue;
            if (_count == _items.Length)
                Array.Resize(ref _items, _count * 2);
            _items[_count++] = registration;
        }
    }

    public void Look()
    {
        if (_count == 0)
            return;
        _probe.Look(_items.AsSpan(0, _count));
        int hidden = 0;
        foreach (SocketRegistration registration in _items.AsSpan(0, _count))
        {
            HaveFound |= Found(registration) != SocketEvents.None;
            bool isAskedToRead = (registration.Interest & SocketEvents.Read) != 0;
            if ((registration.Probed & ProbedState.Readable) != 0 && !isAskedToRead)
                hidden++;
        }

        HaveChanged = hidden > _hidden;
        _hidden = hidden;
    }

    /// <summary>The time of a call, or the shorter one that is necessary.</summary>
    public int Limit(int milliseconds) =>
        _hidden > 0 ? Math.Min(milliseconds, ShortCall) : milliseconds;

    public void Select(SelectLists lists, int milliseconds)
    {
        lists.Select(HaveFound ? 0 : Limit(milliseconds));
        if (milliseconds != 0 && !HaveFound)
            Look();
    }

    /// <summary>The lists that this registration belongs into.</summary>
    public SocketEvents ToList(SocketRegistration registration)
    {
        SocketEvents events = registration.Interest;
        bool endsCall = (registration.Probed & ProbedState.Readable) == 0 && _count > 0 && _probe.IsFor(registration);
        return endsCall ? events | SocketEvents.Read : events;
    }

    public static SocketEvents Found(SocketRegistration registration)
    {
        ProbedState probed = registration.Probed;
        SocketEvents events = (probed & ProbedState.Broken) != 0 ? ~SocketEvents.None
            : (probed & ProbedState.HungUp) != 0 ? SocketEvents.HangUp
            : SocketEvents.None;
        return events & registration.Interest;
    }
}
