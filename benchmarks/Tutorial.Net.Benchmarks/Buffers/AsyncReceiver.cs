using System.Net.Sockets;

namespace Tutorial.Net.Benchmarks.Buffers;

internal sealed class AsyncReceiver : ChunkReceiver
{
    public override string Name => "async";

    public override void Receive(Socket socket, int bufferSize, ChunkMeter meter) =>
        ReceiveAsync(socket, bufferSize, meter).GetAwaiter().GetResult();

    /// <summary>
    /// A receive with data there is one call. One that must wait is three: a receive in vain, the event thread's epoll_wait, and the
    /// receive again. That is the least: the event thread is also woken by data that nobody waits for, and idle threads of the pool
    /// spin (sched_yield). strace -c -f of "buffers --receivers async --sizes 65536 --seconds 0.5" showed one receive a chunk, two
    /// for the 3 % that waited, and a quarter as many epoll_wait as receives, where this rule counts the 3 %.
    /// </summary>
    public override double SystemCalls(long chunks, long waits) => chunks + (2 * waits);

    // await foreach would hide which chunks were waited for.
    private static async Task ReceiveAsync(Socket socket, int bufferSize, ChunkMeter meter)
    {
        IAsyncEnumerator<ReadOnlyMemory<byte>> chunks = socket.ReceiveChunksAsync(bufferSize).GetAsyncEnumerator();
        await using (chunks.ConfigureAwait(false))
        {
            while (true)
            {
                ValueTask<bool> next = chunks.MoveNextAsync();
                if (!next.IsCompleted)
                    meter.AddWait();
                if (!await next.ConfigureAwait(false) || !meter.Add(chunks.Current.Length))
                    return;
            }
        }
    }
}
