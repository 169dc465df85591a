using System.Net.Sockets;

namespace Tutorial.Net.Snippets;

/// <summary>Chapter 8: what went wrong, and who is at the other end.</summary>
internal static class Trouble
{
    public static void Ends(Socket socket)
    {
        #region ends
        Console.WriteLine(socket.LocalEndPoint);    // Python's getsockname
        Console.WriteLine(socket.RemoteEndPoint);   // Python's getpeername; throws when the socket is not connected
        Console.WriteLine(socket.Describe());       // both, and the state; never throws
        #endregion
    }

    public static string Explain(string host, int port)
    {
        string advice;
        #region explain
        try
        {
            using Socket socket = TcpSocket.Connect(host, port, TimeSpan.FromSeconds(5));
            advice = $"connected: {socket.Describe()}";
        }
        catch (SocketException e)
        {
            advice = e.SocketErrorCode switch
            {
                SocketError.ConnectionRefused => "The machine is there, and nobody listens on that port. Is the server running?",
                SocketError.TimedOut => "Nobody answered. A wrong address, a machine that is off, or a firewall that drops packets.",
                SocketError.HostNotFound or SocketError.NoData => "The name does not exist. Look at its spelling.",
                SocketError.TryAgain => "The name server did not answer. Try again later.",
                SocketError.NetworkUnreachable or SocketError.HostUnreachable => "No route leads there. Is the network up?",
                _ => e.Message,
            };
        }
        #endregion
        return advice;
    }
}
