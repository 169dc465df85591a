using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>
/// The three lists of a Socket.Select call, kept from call to call. The call leaves in each those that are ready, in the order in
/// which they were added; so one walk over the added sockets, with a finger in each list, finds what each is ready for.
/// </summary>
internal sealed class SelectLists
{
    private readonly List<Socket> _read = [];
    private readonly List<Socket> _write = [];
    private readonly List<Socket> _error = [];
    private int _nextRead;
    private int _nextWrite;
    private int _nextError;

    /// <summary>Entries of poll(2): a socket takes one in each list.</summary>
    public int Entries => _read.Count + _write.Count + _error.Count;

    /// <summary>Whether the walk has met everything that is left in the lists.</summary>
    public bool IsWalkOver => _nextError == _error.Count && _nextRead == _read.Count && _nextWrite == _write.Count;

    public void Clear()
    {
        _read.Clear();
        _write.Clear();
        _error.Clear();
        _nextRead = _nextWrite = _nextError = 0;
    }

    public void Add(Socket socket, SocketEvents events, bool errors)
    {
        if ((events & SocketEvents.Read) != 0)
            _read.Add(socket);
        if ((events & SocketEvents.Write) != 0)
            _write.Add(socket);
        if (errors)
            _error.Add(socket);
    }

    public void Select(int milliseconds) => Socket.Select(_read, _write, _error, milliseconds * 1000);

    /// <summary>Takes out the socket that was added last, and says whether it was ready for reading.</summary>
    public bool TakeLastRead(Socket socket)
    {
        int last = _read.Count - 1;
        if (last < 0 || !ReferenceEquals(_read[last], socket))
            return false;
        _read.RemoveAt(last);
        return true;
    }

    /// <summary>The next step of the walk: what this socket was found ready for.</summary>
    public SocketEvents Take(Socket socket, out bool error)
    {
        SocketEvents events = SocketEvents.None;
        if (Take(socket, _read, ref _nextRead))
            events = SocketEvents.Read;
        if (Take(socket, _write, ref _nextWrite))
            events |= SocketEvents.Write;
        error = Take(socket, _error, ref _nextError);
        return events;
    }

    private static bool Take(Socket socket, List<Socket> list, ref int next)
    {
        if (next == list.Count || !ReferenceEquals(list[next], socket))
            return false;
        next++;
        return true;
    }
}
