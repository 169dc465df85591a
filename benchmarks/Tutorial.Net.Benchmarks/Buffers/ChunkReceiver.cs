using System.Net.Sockets;

namespace Tutorial.Net.Benchmarks.Buffers;

/// <summary>One way of receiving chunk after chunk, as a user of the library would write the loop.</summary>
internal abstract class ChunkReceiver
{
    public static IReadOnlyList<ChunkReceiver> All { get; } = [new BlockingReceiver(), new AsyncReceiver(), new MultiplexedReceiver()];

    public abstract string Name { get; }

    /// <summary>Receives until the meter has seen enough.</summary>
    public abstract void Receive(Socket socket, int bufferSize, ChunkMeter meter);

    /// <summary>What the receives and waits that the meter counted cost in system calls.</summary>
    public abstract double SystemCalls(long chunks, long waits);
}
