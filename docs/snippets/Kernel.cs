using System.Net.Sockets;

namespace Tutorial.Net.Snippets;

/// <summary>Chapter 3: what the operating system does with a send, and how it tells connections apart.</summary>
internal static class Kernel
{
    public static long FillTheBuffers()
    {
        #region buffers
        using Socket listener = TcpSocket.Listen(0);
        using Socket sender = TcpSocket.Connect(listener.LocalEndPoint!);
        using Socket receiver = listener.Accept();                      // and never receives

        sender.Blocking = false;                                        // do not wait: say how much was taken
        byte[] megabyte = new byte[1_000_000];
        long taken = 0;
        while (true)
        {
            int count = sender.Send(megabyte, SocketFlags.None, out SocketError error);
            if (error == SocketError.WouldBlock)
                break;
            Console.WriteLine($"of {megabyte.Length} bytes the kernel took {count}");
            taken += count;
        }

        Console.WriteLine($"{taken} bytes were sent, and the peer's program has seen none of them");
        #endregion
        return taken;
    }

    public static void TwoConnections()
    {
        #region two-connections
        using Socket listener = TcpSocket.Listen(0);
        using Socket firstClient = TcpSocket.Connect(listener.LocalEndPoint!);
        using Socket secondClient = TcpSocket.Connect(listener.LocalEndPoint!);
        using Socket first = listener.Accept();
        using Socket second = listener.Accept();

        foreach (Socket socket in (Socket[])[listener, first, second, firstClient, secondClient])
            Console.WriteLine(socket.Describe());
        #endregion
    }
}
