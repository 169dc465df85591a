using System.Buffers.Binary;
using System.Net.Sockets;
using Tutorial.Net.Load.Studies;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Load.Soak;

/// <summary>Blocks of random bytes, sent and received whole by blocking calls; each must come back as it was.</summary>
internal sealed class Blocks(SoakServers servers, SoakCounts counts) : SoakPart
{
    private const int BlocksEach = 8;

    private readonly byte[] _block = new byte[BlockServer.HeadLength + BlockServer.MaxLength];
    private readonly byte[] _reply = new byte[BlockServer.HeadLength + BlockServer.MaxLength];

    protected override void Run(CancellationToken stop)
    {
        for (; !stop.IsCancellationRequested; Rest(stop))
        {
            int connection = counts.NextConnection();
            ChaosPlan plan = counts.Plan(connection, BlocksEach * BlockServer.MaxLength / 2);
            Exchange(plan, new Random(connection));
        }
    }

    private void Exchange(ChaosPlan plan, Random random)
    {
        using Socket socket = servers.Blocks.Connect(plan);
        long bytes = 0;
        bool isRight = true;
        string ending = "all blocks";
        try
        {
            for (int i = 0; i < BlocksEach && isRight; i++)
            {
                int length = random.Next(BlockServer.MaxLength + 1);
                Span<byte> block = _block.AsSpan(0, BlockServer.HeadLength + length);
                Span<byte> reply = _reply.AsSpan(0, block.Length);
                BinaryPrimitives.WriteInt32BigEndian(block, length);
                random.NextBytes(block[BlockServer.HeadLength..]);
                socket.SendAll(block, ClientLoop.Patience);
                socket.ReceiveExactly(reply, ClientLoop.Patience);
                isRight = reply.SequenceEqual(block);
                bytes += length;
            }
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            ending = exception.Message;
            isRight = plan.Ending != ChaosEnding.None && ReplyText.ErrorOf(exception) != SocketError.TimedOut;
        }

        counts.CountBlocks(plan, bytes, isRight, $"{nameof(Blocks)}: {bytes} bytes, then {ending}");
    }
}
