using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>
/// What a session receives and sends with, without ever waiting: a socket, and one day a TLS engine over it that does no I/O of its own.
/// </summary>
internal interface ISessionTransport
{
    /// <summary>Receives; 0 with <see cref="SocketError.Success"/> at the end, <see cref="SocketError.WouldBlock"/> when nothing is
    /// there.</summary>
    int Receive(Span<byte> buffer, out SocketError error);

    /// <summary>Sends what there is room for; <see cref="SocketError.WouldBlock"/> when there is none.</summary>
    int Send(ReadOnlySpan<byte> bytes, out SocketError error);
}

/// <summary>The socket itself, non-blocking. One that somebody else has closed is a broken connection.</summary>
internal sealed class SocketTransport(Socket socket) : ISessionTransport
{
    public int Receive(Span<byte> buffer, out SocketError error)
    {
        try
        {
            return socket.Receive(buffer, SocketFlags.None, out error);
        }
        catch (ObjectDisposedException)
        {
            error = SocketError.NotSocket;
            return 0;
        }
    }

    public int Send(ReadOnlySpan<byte> bytes, out SocketError error)
    {
        try
        {
            return socket.Send(bytes, SocketFlags.None, out error);
        }
        catch (ObjectDisposedException)
        {
            error = SocketError.NotSocket;
            return 0;
        }
    }
}
