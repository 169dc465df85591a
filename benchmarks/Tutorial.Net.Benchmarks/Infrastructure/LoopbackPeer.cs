using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net.Benchmarks;

/// <summary>A connection over loopback whose other end a thread of its own keeps busy.</summary>
internal sealed class LoopbackPeer : IDisposable
{
    private readonly Socket _peer;
    private readonly Thread _thread;

    private LoopbackPeer(Action<Socket> work)
    {
        using Socket listener = TcpSocket.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        Socket = TcpSocket.Connect("127.0.0.1", ((IPEndPoint)listener.LocalEndPoint!).Port);
        _peer = listener.Accept();
        _thread = new Thread(() => WorkUntilClosed(work)) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>The end to measure.</summary>
    public Socket Socket { get; }

    /// <summary>The peer does <paramref name="work"/> on its end, until that throws because the measured end was closed.</summary>
    public static LoopbackPeer Working(Action<Socket> work) => new(work);

    /// <summary>The peer takes whatever comes.</summary>
    public static LoopbackPeer Draining() => new(peer =>
    {
        byte[] buffer = new byte[1 << 20];
        while (peer.Receive(buffer) > 0)
        {
        }
    });

    /// <summary>The peer sends without end.</summary>
    public static LoopbackPeer Flooding() => new(peer =>
    {
        byte[] buffer = new byte[256 << 10];
        while (true)
            peer.Send(buffer);
    });

    /// <summary>The peer sends <paramref name="block"/> so many times, then shuts its sending side down.</summary>
    public static LoopbackPeer Sending(byte[] block, long times) => new(peer =>
    {
        for (long i = 0; i < times; i++)
            peer.SendAll(block);
        peer.Shutdown(SocketShutdown.Send);
    });

    public void Dispose()
    {
        Socket.Dispose();
        _thread.Join();
        _peer.Dispose();
    }

    private void WorkUntilClosed(Action<Socket> work)
    {
        try
        {
            work(_peer);
        }
        catch (Exception e) when (e is SocketException or SendIncompleteException)
        {
            // The measured end closed: the benchmark is over.
        }
    }
}
