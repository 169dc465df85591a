using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Tutorial.Net;

/// <summary>Many sockets that one multiplexer waits for, and another that makes one of them ready at a time.</summary>
internal sealed class Crowd : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Socket _sender = Datagrams();
    private readonly Socket[] _sockets;
    private readonly SocketMultiplexer _multiplexer;
    private readonly ReadySocket[] _ready = new ReadySocket[16];
    private readonly byte[] _datagram = new byte[1];

    // Datagrams: a connection would take two descriptors.
    public Crowd(MultiplexerBackend backend, int size)
    {
        _multiplexer = new SocketMultiplexer(backend);
        _sockets = [.. Enumerable.Range(0, size).Select(_ => Datagrams())];
        foreach (Socket socket in _sockets)
            _multiplexer.Register(socket, SocketEvents.Read);
    }

    /// <summary>The time that so many waits took together, without what made the sockets ready and empty again.</summary>
    public TimeSpan Wait(int waits)
    {
        EndPoint[] addresses = Array.ConvertAll(_sockets, socket => socket.LocalEndPoint!);
        long ticks = 0;
        for (int i = 0; i < waits; i++)
        {
            _sender.SendTo(_datagram, addresses[i * 7919L % addresses.Length]); // a prime: all parts of the crowd have their turn
            long begin = Stopwatch.GetTimestamp();
            int count = _multiplexer.Wait(_ready, Patience);
            ticks += Stopwatch.GetTimestamp() - begin;
            if (count != 1)
                throw new IOException($"{count} sockets were ready instead of one: a datagram was lost.");
            _ready[0].Socket.Receive(_datagram);
        }

        return Stopwatch.GetElapsedTime(0, ticks);
    }

    public void Dispose()
    {
        _multiplexer.Dispose();
        _sender.Dispose();
        Array.ForEach(_sockets, socket => socket.Dispose());
    }

    private static Socket Datagrams()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
