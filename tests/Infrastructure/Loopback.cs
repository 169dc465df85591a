using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net.Tests.Infrastructure;

/// <summary>Real sockets on the loopback interface.</summary>
internal static class Loopback
{
    public static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    /// <summary>Two ends of one TCP connection.</summary>
    public static (Socket Client, Socket Server) Pair(int? sendBuffer = null, int? receiveBuffer = null)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        // Before listen and connect: the window that TCP announces is fixed by then.
        if (receiveBuffer is { } size)
            listener.ReceiveBufferSize = size;
        listener.Bind(AnyPort);
        listener.Listen();
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (sendBuffer is { } clientSize)
            client.SendBufferSize = clientSize;
        client.Connect(listener.LocalEndPoint!);
        Socket server = listener.Accept();
        return (client, server);
    }

    /// <summary>Before listen and connect: the window that TCP announces is fixed by then. What is accepted has them, too.</summary>
    /// <param name="socket">Whose.</param>
    /// <param name="size">Bytes each way; null leaves them as they are.</param>
    public static void LimitBuffers(this Socket socket, int? size)
    {
        if (size is not { } bytes)
            return;
        socket.SendBufferSize = bytes;
        socket.ReceiveBufferSize = bytes;
    }

    public static int Port(this Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    /// <summary>A port that nobody listens on.</summary>
    public static int ClosedPort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(AnyPort);
        return socket.Port();
    }

    /// <summary>Closes so that the peer gets a reset instead of an end of stream.</summary>
    public static void Reset(this Socket socket)
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }
}
