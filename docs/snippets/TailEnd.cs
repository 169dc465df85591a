using System.Net.Sockets;

namespace Tutorial.Net.Snippets;

/// <summary>Chapter 6: the last piece, and how a conversation ends.</summary>
internal static class TailEnd
{
    public static string? Unflushed(LineWriter writer, LineReader answers)
    {
        #region flush
        writer.WriteLine("what time is it");        // into a buffer of this program
        writer.Flush();                             // out of it; without this line, the next one waits for ever
        string? answer = answers.ReadLine();
        #endregion
        return answer;
    }

    public static int HalfClose(string host, int port, IEnumerable<string> words)
    {
        #region half-close
        using Socket socket = TcpSocket.Connect(host, port);
        using var writer = new LineWriter(socket);
        using var reader = new LineReader(socket);

        writer.WriteLines(words);
        writer.Complete();                          // flush, then: no more will come from here

        int lines = 0;
        foreach (string line in reader.ReadLines()) // the other direction is still open
        {
            Console.WriteLine(line);
            lines++;
        }
        #endregion
        return lines;
    }

    public static void Sort(Socket client)
    {
        #region sort
        using var reader = new LineReader(client);
        using var writer = new LineWriter(client);
        List<string> lines = [.. reader.ReadLines()];   // until the client has said that it is done
        lines.Sort(StringComparer.Ordinal);
        writer.WriteLines(lines);
        writer.Complete();
        #endregion
    }

    public static void LastWord(Socket client)
    {
        #region graceful
        client.SendAll("421 too many errors, goodbye\r\n"u8);
        client.CloseGracefully(TimeSpan.FromSeconds(2));
        #endregion
    }

    public static void NoDelay(Socket socket)
    {
        #region no-delay
        socket.NoDelay = true;
        #endregion
    }

    public static void KeepAlive(Socket socket)
    {
        #region keep-alive
        socket.SetKeepAlive(idle: TimeSpan.FromSeconds(60), interval: TimeSpan.FromSeconds(10), count: 3);
        #endregion
    }
}
