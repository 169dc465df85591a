using System.Net.Sockets;

namespace Tutorial.Net.Benchmarks.Buffers;

internal sealed class BlockingReceiver : ChunkReceiver
{
    public override string Name => "blocking";

    public override void Receive(Socket socket, int bufferSize, ChunkMeter meter)
    {
        foreach (ReadOnlyMemory<byte> chunk in socket.ReceiveChunks(bufferSize))
        {
            if (!meter.Add(chunk.Length))
                return;
        }
    }

    /// <summary>A receive waits in the kernel: one call, however long it takes.</summary>
    public override double SystemCalls(long chunks, long waits) => chunks;
}
