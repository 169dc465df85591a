using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>A connected stream socket.</summary>
internal sealed class SocketLineTransport(Socket socket, bool ownsSocket) : LineTransport
{
    public override bool CanWaitWithoutBuffer => true;

    public override int Receive(Span<byte> buffer) => socket.Receive(buffer);

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);

    public override void Send(ReadOnlySpan<byte> buffer) => socket.SendAll(buffer);

    public override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken) =>
        socket.SendAllAsync(buffer, cancellationToken);

    public override void CompleteSending() => socket.Shutdown(SocketShutdown.Send);

    public override ValueTask CompleteSendingAsync(CancellationToken cancellationToken)
    {
        CompleteSending();
        return default;
    }

    public override void Close()
    {
        if (ownsSocket)
            socket.Dispose();
    }

    public override ValueTask CloseAsync()
    {
        Close();
        return default;
    }
}
