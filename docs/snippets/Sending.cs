using System.Net.Sockets;

namespace Tutorial.Net.Snippets;

/// <summary>Chapter 4: a send in a loop, and what a loop does not tell.</summary>
internal static class Sending
{
    public static void ByHand(Socket socket, byte[] bytes)
    {
        #region loop
        int sent = 0;
        while (sent < bytes.Length)
            sent += socket.Send(bytes.AsSpan(sent));    // the rest, from where the last send stopped
        #endregion
    }

    public static void Plain(Socket socket, byte[] bytes)
    {
        #region send-all
        socket.SendAll(bytes);
        #endregion
    }

    public static void WithLimit(Socket socket, byte[] bytes, TimeSpan patience)
    {
        #region limit
        try
        {
            socket.SendAll(bytes, patience);
        }
        catch (SendIncompleteException e) when (e.SocketErrorCode == SocketError.TimedOut)
        {
            Console.Error.WriteLine($"{e.BytesSent} of {bytes.Length} bytes went, then nobody read any more");
        }
        #endregion
    }

    public static string BothSendFirst(TimeSpan patience)
    {
        #region deadlock
        using Socket listener = TcpSocket.Listen(0);
        using Socket here = TcpSocket.Connect(listener.LocalEndPoint!);
        using Socket there = listener.Accept();
        byte[] much = new byte[64 << 20];

        var other = new Thread(() =>
        {
            try
            {
                there.SendAll(much, patience);          // sends before it receives ...
            }
            catch (SendIncompleteException)
            {
                // ... and so does the other side: both buffers are full, and nobody empties them.
            }
        });
        other.Start();
        string outcome = "sent";
        try
        {
            here.SendAll(much, patience);
        }
        catch (SendIncompleteException e)
        {
            outcome = e.Message;
        }

        other.Join();
        #endregion
        return outcome;
    }

    public static int BothAtOnce(Socket here, byte[] much)
    {
        #region both-at-once
        var sending = new Thread(() => here.SendAll(much));
        sending.Start();                                // this thread is free to receive meanwhile
        int received = 0;
        foreach (ReadOnlyMemory<byte> chunk in here.ReceiveChunks())
        {
            received += chunk.Length;
            if (received == much.Length)
                break;
        }

        sending.Join();
        #endregion
        return received;
    }
}
