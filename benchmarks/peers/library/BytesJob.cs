using System.Net.Sockets;

namespace Tutorial.Net.Peers;

/// <summary>ReceiveChunks: how many bytes come until the sender is done.</summary>
internal static class BytesJob
{
    public static string Receive(int port)
    {
        using Socket socket = TcpSocket.Connect("127.0.0.1", port);
        long bytes = 0;
        foreach (ReadOnlyMemory<byte> chunk in socket.ReceiveChunks())
            bytes += chunk.Length;
        return $"{bytes}";
    }
}
