using System.Net.Sockets;

namespace Tutorial.Net.Snippets;

/// <summary>docs/exceptions.md.</summary>
internal static class Catching
{
    public static async Task<string> TalkAsync(string host, int port)
    {
        #region network
        try
        {
            await using LineConnection server = await LineConnection.ConnectAsync(host, port, timeout: TimeSpan.FromSeconds(5));
            await server.WriteLineAsync("hello");
            return await server.ReadLineAsync(TimeSpan.FromSeconds(5)) ?? "closed without an answer";
        }
        catch (TimeoutException e)
        {
            return $"too slow: {e.Message}";
        }
        catch (IOException e) // includes LineTooLongException, LineFormatException, SendIncompleteException, EndOfStreamException
        {
            return $"failed: {e.Message}";
        }
        #endregion
    }

    public static string Sockets(string host, int port)
    {
        #region sockets
        try
        {
            using Socket socket = TcpSocket.Connect(host, port, TimeSpan.FromSeconds(5));
            socket.SendAll("hello\n"u8, TimeSpan.FromSeconds(5));
            byte[] answer = new byte[6];
            socket.ReceiveExactly(answer, TimeSpan.FromSeconds(5));
            return "answered";
        }
        catch (Exception e) when (e is SocketException or IOException) // SendIncompleteException, EndOfStreamException are IOExceptions
        {
            return $"failed: {e.Message}";
        }
        #endregion
    }
}
