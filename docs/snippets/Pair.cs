using System.Net.Sockets;
using System.Text;

namespace Tutorial.Net.Snippets;

/// <summary>Chapter 2: the client and the server.</summary>
internal static class Pair
{
    public static void Serve(int port)
    {
        #region server
        using Socket listener = TcpSocket.Listen(port, backlog: 1);     // 1
        using Socket connection = listener.Accept();                    // 2
        Console.WriteLine($"client is at {connection.RemoteEndPoint}"); // 3

        byte[] buffer = new byte[1_000_000];
        int length = connection.Receive(buffer);                        // 4
        ReadOnlySpan<byte> text = buffer.AsSpan(0, length);

        Console.ReadLine();                                             // 5
        for (int copy = 0; copy < 10_000; copy++)
            connection.SendAll(text);                                   // 6
        #endregion
    }

    public static void Ask(string host, int port, string text)
    {
        #region client
        using Socket socket = TcpSocket.Connect(host, port);            // 1
        socket.SendAll(Encoding.UTF8.GetBytes(text));                   // 2

        int total = 0;
        foreach (ReadOnlyMemory<byte> chunk in socket.ReceiveChunks())  // 3
        {
            Console.WriteLine($"received {chunk.Length} bytes");
            total += chunk.Length;
        }

        Console.WriteLine($"received {total} bytes in all");            // 4
        #endregion
    }

    public static int ReceiveByHand(Socket socket)
    {
        #region by-hand
        byte[] buffer = new byte[65536];
        int total = 0;
        while (true)
        {
            int length = socket.Receive(buffer);    // blocks until something is there
            if (length == 0)                        // the peer has said that no more will come
                break;
            Console.WriteLine($"received {length} bytes");
            total += length;
        }

        #endregion
        return total;
    }
}
