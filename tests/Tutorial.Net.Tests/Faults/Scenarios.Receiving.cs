using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Faults;

internal static partial class Scenarios
{
    private static Scenario[] Receiving =>
    [
        Receive("ReceiveChunks", (socket, taken) =>
        {
            foreach (ReadOnlyMemory<byte> chunk in socket.ReceiveChunks(4096))
                taken.Write(chunk.Span);
        }, static failure => failure is SocketException),
        Receive("ReceiveChunksAsync", (socket, taken) => ReadChunksAsync(socket, taken).GetAwaiter().GetResult(), static failure => failure is SocketException) with { IsAsynchronous = true },
        Receive("ReceiveExactly", (socket, taken) => Fill(taken, rest => socket.ReceiveExactly(rest.Span)), IsIncomplete),
        Receive("ReceiveExactly with a time limit", (socket, taken) => Fill(taken, rest => socket.ReceiveExactly(rest.Span, PeerPatience)), IsIncomplete),
        Receive("ReceiveExactlyAsync", (socket, taken) => Fill(taken, rest => Wait(socket.ReceiveExactlyAsync(rest))), IsIncomplete) with { IsAsynchronous = true },
    ];

    private static bool IsIncomplete(Exception failure) => failure is ReceiveIncompleteException;

    private const int ToReceive = 50_000;

    /// <summary>A call that failed is made once more, and goes on where the first stopped: nothing is lost or doubled.</summary>
    private static Scenario Receive(string name, Action<Socket, MemoryStream> receive, Func<Exception, bool> isDocumented) => new(name)
    {
        Act = run =>
        {
            byte[] data = Bytes(ToReceive);
            (Socket socket, Socket peer) = Loopback.Pair();
            using (socket)
            {
                Task<bool> sent = SendAndEnd(peer, data);
                MemoryStream taken = new();

                Exception? failure = run.Try(() => receive(socket, taken));

                if (failure is not null)
                    receive(socket, taken);
                Assert.Equal(data, taken.ToArray());
                Assert.True(sent.Result);
                return failure;
            }
        },
        IsDocumented = isDocumented,
        Survives = static fault => fault.Call is not ("recv" or "recvmsg" or "poll"),
    };

    private static async Task ReadChunksAsync(Socket socket, MemoryStream taken)
    {
        await foreach (ReadOnlyMemory<byte> chunk in socket.ReceiveChunksAsync(4096))
            taken.Write(chunk.Span);
    }

    private static void Fill(MemoryStream taken, Action<Memory<byte>> fill)
    {
        byte[] rest = new byte[ToReceive - taken.Length];
        try
        {
            fill(rest);
            taken.Write(rest);
        }
        catch (ReceiveIncompleteException failure)
        {
            taken.Write(rest, 0, (int)failure.BytesReceived);
            throw;
        }
    }
}
