using System.Buffers;

namespace Tutorial.Net.Benchmarks.Guard;

internal static class SocketChecks
{
    private const int Operations = 1000;

    public static IEnumerable<AllocationCheck> All() => Sending().Concat(Receiving());

    private static IEnumerable<AllocationCheck> Sending()
    {
        using LoopbackPeer peer = LoopbackPeer.Draining();
        byte[] buffer = new byte[16 << 10];
        var sequence = new ReadOnlySequence<byte>(buffer);
        yield return new AllocationCheck("SendAll", Operations, count => Repeat(count, () => peer.Socket.SendAll(buffer)));
        yield return new AllocationCheck("SendAll with a timeout", Operations, count => Repeat(count, () => peer.Socket.SendAll(buffer, TimeSpan.FromMinutes(1))));
        yield return new AllocationCheck("SendAll of a sequence", Operations, count => Repeat(count, () => peer.Socket.SendAll(sequence, TimeSpan.FromMinutes(1))));
        peer.Socket.Blocking = false;
        yield return new AllocationCheck("SendAll, non-blocking socket", Operations, count => Repeat(count, () => peer.Socket.SendAll(buffer)));
    }

    private static IEnumerable<AllocationCheck> Receiving()
    {
        using LoopbackPeer peer = LoopbackPeer.Flooding();
        byte[] buffer = new byte[16 << 10];
        using IEnumerator<ReadOnlyMemory<byte>> chunks = peer.Socket.ReceiveChunks(16 << 10).GetEnumerator();
        yield return new AllocationCheck("ReceiveChunks, a chunk", Operations, count => Repeat(count, () => chunks.MoveNext()));
        yield return new AllocationCheck("ReceiveExactly", Operations, count => Repeat(count, () => peer.Socket.ReceiveExactly(buffer)));
        IAsyncEnumerator<ReadOnlyMemory<byte>> asyncChunks = peer.Socket.ReceiveChunksAsync(16 << 10).GetAsyncEnumerator();
        yield return new AllocationCheck("ReceiveChunksAsync, a chunk", Operations, count => ReceiveAsync(asyncChunks, count).GetAwaiter().GetResult())
        {
            IsOnManyThreads = true,
            // A run that had to wait has a task of its own, one that had not has none: less than a byte an operation.
            AllowedBytes = Operations - 1,
        };
    }

    private static async Task ReceiveAsync(IAsyncEnumerator<ReadOnlyMemory<byte>> chunks, int count)
    {
        for (int i = 0; i < count; i++)
            await chunks.MoveNextAsync().ConfigureAwait(false);
    }

    private static void Repeat(int count, Action operation)
    {
        for (int i = 0; i < count; i++)
            operation();
    }
}
