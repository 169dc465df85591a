using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net.Benchmarks.Buffers;

/// <summary>Accepts the sender's connections, with a given receive buffer.</summary>
internal sealed class BufferListener : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public BufferListener(int socketBuffer)
    {
        // Before it listens: the window's scale is settled in the handshake, and what is accepted inherits the buffer (tcp(7)).
        if (socketBuffer > 0)
            _listener.ReceiveBufferSize = socketBuffer;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(1);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <exception cref="TimeoutException">Nobody connected: the sender has ended.</exception>
    public Socket Accept() =>
        _listener.Poll(Patience, SelectMode.SelectRead) ? _listener.Accept() : throw new TimeoutException("The sender did not connect.");

    public void Dispose() => _listener.Dispose();
}
