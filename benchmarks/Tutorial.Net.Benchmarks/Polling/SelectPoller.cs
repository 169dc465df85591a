using System.Net.Sockets;

namespace Tutorial.Net.Benchmarks.Polling;

/// <summary>
/// Bare Socket.Select. Used right, each socket is in the list of errors, too, or a refused datagram makes the loop spin; used as in
/// most examples, it is not.
/// </summary>
internal sealed class SelectPoller(Socket[] sockets, bool watchErrors) : Poller
{
    private readonly List<Socket> _read = new(sockets.Length);
    private readonly List<Socket> _error = new(sockets.Length);

    public override string Name => watchErrors ? "Socket.Select" : "Socket.Select, errors unseen";

    public override int WaitAndReceive()
    {
        _read.Clear();
        _read.AddRange(sockets);
        _error.Clear();
        if (watchErrors)
            _error.AddRange(sockets);
        Socket.Select(_read, null, watchErrors ? _error : null, -1);
        foreach (Socket socket in _read)
            Receive(socket);
        return _read.Count;
    }

    public override void Dispose()
    {
        // Nothing of its own.
    }
}
