using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tutorial.Net.Snippets;

/// <summary>Chapter 1: a datagram is a message, a stream knows none.</summary>
internal static class Datagrams
{
    public static void OverUdp()
    {
        #region udp
        using var receiver = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        receiver.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sender.Connect(receiver.LocalEndPoint!);

        foreach (string text in (string[])["one", "two", "three"])
            sender.Send(Encoding.ASCII.GetBytes(text));

        byte[] buffer = new byte[65536];
        for (int i = 0; i < 3; i++)
        {
            int length = receiver.Receive(buffer);
            Console.WriteLine($"received '{Encoding.ASCII.GetString(buffer, 0, length)}'");
        }

        #endregion
    }

    public static void OverTcp()
    {
        #region tcp
        using Socket listener = TcpSocket.Listen(0);                    // 0: the system chooses a free port
        using Socket sender = TcpSocket.Connect(listener.LocalEndPoint!);
        using Socket receiver = listener.Accept();

        foreach (string text in (string[])["one", "two", "three"])
            sender.SendAll(Encoding.ASCII.GetBytes(text));
        sender.Shutdown(SocketShutdown.Send);                           // no more will come

        foreach (ReadOnlyMemory<byte> chunk in receiver.ReceiveChunks())
            Console.WriteLine($"received '{Encoding.ASCII.GetString(chunk.Span)}'");
        #endregion
    }
}
