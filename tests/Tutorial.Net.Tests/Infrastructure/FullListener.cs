using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net.Tests.Infrastructure;

/// <summary>An address that drops: a listener whose queue is full answers no further connection request.</summary>
internal sealed class FullListener : IDisposable
{
    private readonly List<Socket> _waiting = [];

    public FullListener(IPEndPoint? endPoint = null)
    {
        Requires.Linux();
        Listener = TcpSocket.Listen(endPoint ?? Loopback.AnyPort, backlog: 0);
        for (int i = 0; i < 4; i++)
        {
            var socket = new Socket(Listener.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            try
            {
                socket.Connect(Listener.LocalEndPoint!);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
            {
                // Under way.
            }

            _waiting.Add(socket);
        }
    }

    public Socket Listener { get; }

    public int Port => Listener.Port();

    /// <summary>How many of its own requests to connect lie in SYN-SENT.</summary>
    public int PendingAttempts => _waiting.Count(s => !s.Poll(0, SelectMode.SelectWrite));

    /// <summary>Makes room: whoever asks again is answered. TCP asks again after a second (RFC 6298).</summary>
    public void Accept()
    {
        GiveUp(); // or its own requests, which are older, take the room
        while (Listener.Poll(0, SelectMode.SelectRead))
            Listener.Accept().Dispose();
    }

    public void Dispose()
    {
        Listener.Dispose();
        GiveUp();
    }

    private void GiveUp()
    {
        _waiting.ForEach(socket => socket.Dispose());
        _waiting.Clear();
    }
}
