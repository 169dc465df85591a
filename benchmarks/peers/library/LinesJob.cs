using System.Net.Sockets;

namespace Tutorial.Net.Peers;

/// <summary>LineReader: how many lines come, and the sum of their lengths.</summary>
internal static class LinesJob
{
    /// <summary>Each line as bytes of the reader's buffer.</summary>
    public static string CountBytes(int port)
    {
        using LineReader reader = Connect(port);
        long lines = 0, length = 0;
        while (reader.WaitToRead())
        {
            while (reader.TryRead(out Line line))
            {
                lines++;
                length += line.Bytes.Length;
            }
        }

        return $"{lines} {length}";
    }

    /// <summary>Each line as a string.</summary>
    public static string CountStrings(int port)
    {
        using LineReader reader = Connect(port);
        long lines = 0, length = 0;
        foreach (string line in reader.ReadLines())
        {
            lines++;
            length += line.Length;
        }

        return $"{lines} {length}";
    }

    private static LineReader Connect(int port)
    {
        Socket socket = TcpSocket.Connect("127.0.0.1", port);
        return new LineReader(socket, ownsSocket: true);
    }
}
