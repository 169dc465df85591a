using System.Net.Sockets;

namespace Tutorial.Net.Peers;

/// <summary>SocketMultiplexer: sends back what comes on many connections until the other side closes each of them.</summary>
internal static class EchoJob
{
    /// <param name="request">The port, and how many connections to open.</param>
    public static string Echo(int[] request)
    {
        using var multiplexer = new SocketMultiplexer();
        for (int i = 0; i < request[1]; i++)
        {
            Socket socket = TcpSocket.Connect("127.0.0.1", request[0]);
            socket.Blocking = false;
            multiplexer.Register(socket, SocketEvents.Read);
        }

        byte[] buffer = new byte[65536];
        var ready = new ReadySocket[256];
        long bytes = 0;
        while (multiplexer.Count > 0)
        {
            int events = multiplexer.Wait(ready, Timeout.InfiniteTimeSpan);
            foreach (ReadySocket readySocket in ready.AsSpan(0, events))
                bytes += Answer(multiplexer, readySocket.Socket, buffer);
        }

        return $"{bytes}";
    }

    private static int Answer(SocketMultiplexer multiplexer, Socket socket, byte[] buffer)
    {
        int count = socket.Receive(buffer, SocketFlags.None, out SocketError error);
        if (error == SocketError.WouldBlock)
            return 0;
        if (error != SocketError.Success)
            throw new SocketException((int)error);
        if (count > 0)
        {
            socket.SendAll(buffer.AsSpan(0, count));
            return count;
        }

        multiplexer.Unregister(socket);
        socket.Dispose();
        return 0;
    }
}
