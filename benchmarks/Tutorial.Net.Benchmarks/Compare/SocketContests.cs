using System.Net.Sockets;

namespace Tutorial.Net.Benchmarks.Compare;

/// <summary>SendAll and ReceiveChunks beside the loops that they replace.</summary>
internal static class SocketContests
{
    private const int Amount = 64 << 20;
    private static readonly int[] Sizes = [1 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20];

    public static IEnumerable<Func<int, ContestResult>> All() =>
        Sizes.Select(size => (Func<int, ContestResult>)(rounds => Send(size, rounds)))
            .Concat(Sizes.Select(size => (Func<int, ContestResult>)(rounds => Receive(size, rounds))));

    private static ContestResult Send(int size, int rounds)
    {
        using LoopbackPeer peer = LoopbackPeer.Draining();
        Socket socket = peer.Socket;
        byte[] buffer = new byte[size];
        int calls = CallsFor(size);
        return new Contest($"{Figure.Bytes(size)} a call", "call", calls) { Group = "SendAll beside a loop around Socket.Send" }
            .Add("Socket.Send loop", () =>
            {
                for (int i = 0; i < calls; i++)
                {
                    for (int sent = 0; sent < buffer.Length;)
                        sent += socket.Send(buffer.AsSpan(sent));
                }
            })
            .Add("SendAll", () =>
            {
                for (int i = 0; i < calls; i++)
                    socket.SendAll(buffer);
            })
            .Run(rounds);
    }

    private static ContestResult Receive(int size, int rounds)
    {
        using LoopbackPeer peer = LoopbackPeer.Flooding();
        Socket socket = peer.Socket;
        byte[] buffer = new byte[size];
        long amount = (long)CallsFor(size) * size;
        using IEnumerator<ReadOnlyMemory<byte>> chunks = socket.ReceiveChunks(size).GetEnumerator();
        return new Contest($"buffer of {Figure.Bytes(size)}", "MB", amount / 1e6) { Group = "ReceiveChunks beside a loop around Socket.Receive" }
            .Add("Socket.Receive loop", () =>
            {
                for (long received = 0; received < amount;)
                    received += socket.Receive(buffer);
            })
            .Add("ReceiveChunks", () =>
            {
                for (long received = 0; received < amount && chunks.MoveNext();)
                    received += chunks.Current.Length;
            })
            .Run(rounds);
    }

    // As much as takes a few tens of milliseconds: small calls move less in the same time.
    private static int CallsFor(int size) => Math.Min(Amount / size, 16_384);
}
