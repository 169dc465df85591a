using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net.Benchmarks.Polling;

/// <summary>TCP connections over loopback: one end of each to wait for, and the other to make it ready. 9,000 take 18,000
/// descriptors.</summary>
internal sealed class Connections : IDisposable
{
    private readonly byte[] _message = new byte[1];
    private readonly Socket[] _peers;

    public Connections(int count)
    {
        using Socket listener = TcpSocket.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        Sockets = new Socket[count];
        _peers = new Socket[count];
        for (int i = 0; i < count; i++)
        {
            _peers[i] = TcpSocket.Connect("127.0.0.1", ((IPEndPoint)listener.LocalEndPoint!).Port);
            _peers[i].NoDelay = true;
            // Closed by reset: the next run is not short of ports.
            _peers[i].LingerState = new LingerOption(true, 0);
            Sockets[i] = listener.Accept();
            Sockets[i].Blocking = false;
        }
    }

    public Socket[] Sockets { get; }

    public void MakeReady(int index) => _peers[index].Send(_message);

    public void MakeAllReady()
    {
        foreach (Socket peer in _peers)
            peer.Send(_message);
    }

    public void Dispose()
    {
        foreach (Socket peer in _peers)
            peer.Dispose();
        foreach (Socket socket in Sockets)
            socket.Dispose();
    }
}
