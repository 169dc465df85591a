using System.CommandLine;
using System.Net.Sockets;

namespace Tutorial.Net.Samples;

/// <summary>A client's connection to its server, and how long it waits for a silent one.</summary>
public static class ServerConnection
{
    private const int MostSeconds = 86_400;

    /// <summary>--timeout of a client.</summary>
    /// <param name="seconds">Its default.</param>
    public static Option<int> Timeout(int seconds) =>
        SampleArguments.Number("--timeout", "The longest wait for the server to connect or to send, in seconds.", seconds, 1, MostSeconds);

    /// <summary>Connects and lets <paramref name="talk"/> use the connection.</summary>
    /// <param name="host">The server.</param>
    /// <param name="port">Its port.</param>
    /// <param name="seconds">The longest wait for it, each time.</param>
    /// <param name="talk">Gives the exit code.</param>
    /// <exception cref="TimeoutException">The server was silent for longer.</exception>
    /// <exception cref="IOException">The connection was lost.</exception>
    public static int Use(string host, int port, int seconds, Func<Socket, int> talk)
    {
        ArgumentNullException.ThrowIfNull(talk);
        TimeSpan patience = TimeSpan.FromSeconds(seconds);
        using Socket socket = TcpSocket.Connect(host, port, patience);
        socket.ReceiveTimeout = socket.SendTimeout = (int)patience.TotalMilliseconds;
        try
        {
            return talk(socket);
        }
        catch (Exception e) when (e is SocketException { SocketErrorCode: SocketError.TimedOut }
            or IOException { InnerException: SocketException { SocketErrorCode: SocketError.TimedOut } } and not SendIncompleteException)
        {
            throw new TimeoutException($"{host}:{port} sent nothing for {seconds} s (--timeout).", e);
        }
        catch (SocketException e)
        {
            throw new IOException($"{host}:{port}: {e.Message} ({e.SocketErrorCode}).", e);
        }
    }
}
