using System.Net.Sockets;
using System.Text;

namespace Tutorial.Net.Snippets;

/// <summary>Chapter 5: lines out of a stream.</summary>
internal static class LinesOfText
{
    public static void ByHand(Socket socket)
    {
        #region by-hand
        var kept = new List<byte>();                            // what of a line has come so far
        foreach (ReadOnlyMemory<byte> chunk in socket.ReceiveChunks())
        {
            foreach (byte one in chunk.Span)
            {
                if (one == '\n')
                {
                    Console.WriteLine(Encoding.UTF8.GetString([.. kept]));
                    kept.Clear();
                }
                else
                {
                    kept.Add(one);                              // and if a newline never comes?
                }
            }
        }
        #endregion
    }

    public static void WithReader(Socket socket)
    {
        #region reader
        using var reader = new LineReader(socket);
        foreach (string line in reader.ReadLines())             // each as soon as it is there
            Console.WriteLine(line);
        #endregion
    }

    public static void Tail(LineReader reader)
    {
        #region tail
        while (reader.WaitToRead())                             // false: the stream has ended
        {
            while (reader.TryRead(out Line line))               // only what has come already; line is valid until the next call
            {
                if (line.Ending == LineEnding.None)
                    Console.WriteLine($"cut off after '{line}'");
                else if (line.Equals("quit"u8))
                    return;
                else
                    Console.WriteLine($"{line.Length} bytes, ended by {line.Ending}");
            }
        }
        #endregion
    }

    public static void Ask(string host, int port, string question)
    {
        #region dialogue
        using LineConnection server = LineConnection.Connect(host, port);
        server.WriteLine(question);
        Console.WriteLine(server.ReadLine());                   // sends the question first
        #endregion
    }

    public static void Limits(Socket socket)
    {
        #region limits
        using var reader = new LineReader(socket, new LineOptions { MaxLineLength = 80, Overflow = LineOverflow.Throw });
        while (true)
        {
            try
            {
                if (reader.ReadLine(TimeSpan.FromSeconds(30)) is not { } line)
                    break;
                Console.WriteLine(line);
            }
            catch (LineTooLongException e)
            {
                Console.WriteLine($"a line of more than {e.MaxLineLength} bytes");  // the next one is intact
            }
        }
        #endregion
    }
}
