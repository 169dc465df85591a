using System.Net.Sockets;

namespace Tutorial.Net.Tests.Serving;

/// <summary>A socket whose calls do less than they could, or fail, by script.</summary>
internal sealed class ScriptedTransport(Socket socket) : ISessionTransport
{
    private readonly SocketTransport _inner = new(socket);

    /// <summary>The most that one send takes.</summary>
    public int MaxSend { get; init; } = int.MaxValue;

    /// <summary>The most that one receive gives.</summary>
    public int MaxReceive { get; init; } = int.MaxValue;

    /// <summary>What may be sent in all; then there is no more room.</summary>
    public long Room { get; set; } = long.MaxValue;

    /// <summary>What the next calls answer before they do anything; Success lets one through.</summary>
    public Func<SocketError>? NextSend { get; init; }

    public Func<SocketError>? NextReceive { get; init; }

    public int Receive(Span<byte> buffer, out SocketError error)
    {
        error = NextReceive?.Invoke() ?? SocketError.Success;
        return error == SocketError.Success ? _inner.Receive(buffer[..Math.Min(buffer.Length, MaxReceive)], out error) : 0;
    }

    public int Send(ReadOnlySpan<byte> bytes, out SocketError error)
    {
        error = NextSend?.Invoke() ?? (Room == 0 ? SocketError.WouldBlock : SocketError.Success);
        if (error != SocketError.Success)
            return 0;
        int count = _inner.Send(bytes[..(int)Math.Min(Math.Min(bytes.Length, MaxSend), Room)], out error);
        Room -= count;
        return count;
    }
}
