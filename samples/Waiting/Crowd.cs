using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Tutorial.Net;

/// <summary>Many sockets that one multiplexer waits for, and another that makes one of them ready at a time.</summary>
internal sealed class Crowd : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Socket _sender = Datagrams();
    private readonly List<Socket> _sockets = [];
    private readonly SocketMultiplexer _multiplexer;
    private readonly ReadySocket[] _ready = new ReadySocket[16];
    private readonly byte[] _datagram = new byte[1];

    // Datagrams: a connection would take two descriptors.
    public Crowd(MultiplexerBackend backend, int size)
    {
        _multiplexer = new SocketMultiplexer(backend);
        try
        {
            for (int i = 0; i < size; i++)
            {
                _sockets.Add(Datagrams());
                _multiplexer.Register(_sockets[i], SocketEvents.Read);
            }
        }
        catch
        {
            // Whoever says that there are too many descriptors needs one.
            Dispose();
            throw;
        }
    }

    /// <summary>The time that so many waits took together, without what made the sockets ready and empty again.</summary>
    public TimeSpan Wait(int waits)
    {
        EndPoint[] addresses = [.. _sockets.Select(socket => socket.LocalEndPoint!)];
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
        _sockets.ForEach(socket => socket.Dispose());
    }

    private static Socket Datagrams()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
