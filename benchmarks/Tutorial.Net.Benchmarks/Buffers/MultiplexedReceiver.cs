using System.Net.Sockets;

namespace Tutorial.Net.Benchmarks.Buffers;

/// <summary>One receive from each socket that is ready, so that none is kept waiting: what a server of many does.</summary>
internal sealed class MultiplexedReceiver : ChunkReceiver
{
    public override string Name => "multiplexed";

    public override void Receive(Socket socket, int bufferSize, ChunkMeter meter)
    {
        byte[] buffer = GC.AllocateUninitializedArray<byte>(bufferSize);
        var ready = new ReadySocket[1];
        socket.Blocking = false;
        using var multiplexer = new SocketMultiplexer();
        multiplexer.Register(socket, SocketEvents.Read);
        while (true)
        {
            meter.AddWait();
            if (multiplexer.Wait(ready, Timeout.InfiniteTimeSpan) == 0)
                continue;
            int count = ready[0].Socket.Receive(buffer, SocketFlags.None, out SocketError error);
            if (error == SocketError.WouldBlock)
                continue;
            if (error != SocketError.Success)
                throw new SocketException((int)error);
            if (count == 0 || !meter.Add(count))
                return;
        }
    }

    /// <summary>Each wait is one call (epoll_wait, or poll behind Socket.Select), each receive another.</summary>
    public override double SystemCalls(long chunks, long waits) => chunks + waits;
}
