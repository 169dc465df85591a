using System.Net;
using System.Net.Sockets;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Serving;

/// <summary>A client that blocks, with a limit of time on everything.</summary>
internal sealed class TestClient : IDisposable
{
    private readonly List<byte> _buffer = [];
    private readonly byte[] _chunk = new byte[65536];

    public TestClient(EndPoint server, int? receiveBuffer = null)
    {
        Socket = new Socket(
            server.AddressFamily, SocketType.Stream, server is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        if (receiveBuffer is { } size)
            Socket.ReceiveBufferSize = size;
        if (server is IPEndPoint)
            Socket.NoDelay = true;
        Socket.ReceiveTimeout = Socket.SendTimeout = (int)TestServer.Patience.TotalMilliseconds;
        Socket.Connect(server);
    }

    public Socket Socket { get; }

    public void Send(string text) => Send(Encoding.UTF8.GetBytes(text));

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[Socket.Send(bytes)..];
    }

    /// <summary>The next line without its LF; null at the end.</summary>
    public string? ReadLine()
    {
        int end;
        while ((end = _buffer.IndexOf((byte)'\n')) < 0)
        {
            if (!Fill())
                return null;
        }

        string line = Encoding.UTF8.GetString(_buffer.Take(end).ToArray());
        _buffer.RemoveRange(0, end + 1);
        return line;
    }

    public string Ask(string line)
    {
        Send(line + "\n");
        return ReadLine() ?? "END";
    }

    public byte[] ReadExactly(int count)
    {
        while (_buffer.Count < count)
            Assert.True(Fill(), "the stream ended");
        byte[] bytes = _buffer.Take(count).ToArray();
        _buffer.RemoveRange(0, count);
        return bytes;
    }

    /// <summary>Everything to the end.</summary>
    public byte[] ReadToEnd()
    {
        while (Fill())
        {
        }

        byte[] all = [.. _buffer];
        _buffer.Clear();
        return all;
    }

    /// <summary>Whether the connection ends, well or with a reset, without another byte.</summary>
    public bool EndsWithReset()
    {
        try
        {
            Assert.Empty(ReadToEnd());
            return false;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
        {
            return true;
        }
    }

    public void ShutDown() => Socket.Shutdown(SocketShutdown.Send);

    public void Reset() => Socket.Reset();

    public void Dispose() => Socket.Dispose();

    private bool Fill()
    {
        int count = Socket.Receive(_chunk);
        _buffer.AddRange(_chunk.AsSpan(0, count));
        return count > 0;
    }
}
