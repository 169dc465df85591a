using System.Net.Sockets;

namespace Tutorial.Net;

/// <summary>A connected stream socket.</summary>
/// <param name="socket">What is read from and written to.</param>
/// <param name="target">What was given: the socket, or the stream over it.</param>
/// <param name="owned">Whether it is closed at the end.</param>
internal sealed partial class SocketLineTransport(Socket socket, object target, bool owned) : LineTransport(target, owned)
{
    private readonly bool _isGiven = ReferenceEquals(socket, target);

    public override bool CanWaitWithoutBuffer => true;

    public override bool KnowsWhatWent => true;

    public override bool CanSend => true;

    public override bool IsReadable => Deadline.After(TimeSpan.Zero).Await(socket, SelectMode.SelectRead);

    public override int Receive(Span<byte> buffer)
    {
        if (PortableSockets.Enabled && socket.Blocking && NativeOptions.ReceiveTimeout(socket) is var own && own != Timeout.InfiniteTimeSpan
            && !Deadline.After(own).Await(socket, SelectMode.SelectRead))
        {
            throw new SocketException((int)SocketError.TimedOut);
        }

        return socket.Receive(buffer);
    }

    public override int Receive(Memory<byte> buffer, Deadline deadline) =>
        deadline.Await(socket, SelectMode.SelectRead) ? socket.Receive(buffer.Span) : throw TimedOut(deadline.Total);

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);

    public override void Send(ReadOnlySpan<byte> buffer) => socket.SendAll(buffer);

    public override void Send(ReadOnlyMemory<byte> buffer, TimeSpan limit) => socket.SendAll(buffer.Span, limit);

    public override TimeSpan LimitOfSending(TimeSpan limit)
    {
        int own = socket.SendTimeout;
        return own > 0 && own < limit.TotalMilliseconds ? TimeSpan.FromMilliseconds(own) : limit;
    }

    public override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken) =>
        socket.SendAllAsync(buffer, cancellationToken);

    public override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, TimeSpan limit) => socket.SendAllAsync(buffer, limit);

    public override void CompleteSending() => socket.Shutdown(SocketShutdown.Send);

    public override ValueTask CompleteSendingAsync(CancellationToken cancellationToken)
    {
        CompleteSending();
        return default;
    }

    // A stream that owns its socket shuts it by itself; where it does not, the socket is somebody else's.
    protected override void PrepareToClose()
    {
        if (_isGiven)
            TryShutSending(socket);
    }
}
