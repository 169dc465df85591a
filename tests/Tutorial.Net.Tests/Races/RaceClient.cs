using System.Net.Sockets;
using System.Text;
using Tutorial.Net.Fuzz;

namespace Tutorial.Net.Tests.Races;

/// <summary>A client's end of a connection, and what it has read of it.</summary>
internal sealed class RaceClient : IDisposable
{
    private readonly Socket _socket;
    private readonly StringBuilder _text = new();

    public RaceClient()
    {
        (ServersEnd, _socket) = SocketPair.Create();
        _socket.Blocking = false;
    }

    public Socket ServersEnd { get; }

    /// <summary>Whether the server has closed its end, or shut its sending side.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The whole lines that have come.</summary>
    public List<string> Lines => [.. _text.ToString().Split('\n', ';')[..^1]];

    /// <summary>Those that an LF ended, and not a semicolon.</summary>
    public List<string> LinesWithLf => [.. _text.ToString().Split('\n')[..^1].Select(static line => line[(line.LastIndexOf(';') + 1)..])];

    /// <summary>False when the server has closed.</summary>
    public bool Send(string[] lines)
    {
        _socket.Send(Encoding.ASCII.GetBytes(string.Concat(lines.Select(static line => line + "\n"))), SocketFlags.None, out SocketError error);
        return error == SocketError.Success;
    }

    /// <summary>Reads what is there.</summary>
    public void Read()
    {
        byte[] buffer = new byte[1024];
        int count;
        SocketError error;
        while ((count = _socket.Receive(buffer, SocketFlags.None, out error)) > 0)
            _text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        HasEnded |= error != SocketError.WouldBlock;
    }

    /// <summary>Reads to the end, which is the server's doing already. A program that is being started beside the test has a copy of each
    /// socket until it is another program, and only the last copy that is closed ends the connection.</summary>
    public void ReadToEnd()
    {
        Read();
        if (!HasEnded && _socket.Poll(TimeSpan.FromSeconds(10), SelectMode.SelectRead))
            Read();
    }

    /// <summary>Sends nothing more.</summary>
    public void End()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The server has closed before.
        }
    }

    public void Dispose() => _socket.Dispose();
}
