using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Load.Soak;

/// <summary>Receives blocks whole, each with its length before it, and sends each back.</summary>
internal sealed class BlockServer : IDisposable
{
    public const int HeadLength = 4;
    public const int MaxLength = 65_536;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public BlockServer()
    {
        _listener.LimitBuffers(SoakServers.BufferSize);
        _listener.Bind(Loopback.AnyPort);
        _listener.Listen();
        _serving = ServeAsync();
    }

    public EndPoint EndPoint => _listener.LocalEndPoint!;

    public void Dispose()
    {
        _stop.Cancel();
        _serving.Wait();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            await foreach (Socket client in _listener.AcceptAllAsync(_stop.Token).ConfigureAwait(false))
                _ = EchoAsync(client);
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }

    private static async Task EchoAsync(Socket client)
    {
        byte[] block = ArrayPool<byte>.Shared.Rent(HeadLength + MaxLength);
        using (client)
        {
            try
            {
                while (true)
                {
                    await client.ReceiveExactlyAsync(block.AsMemory(0, HeadLength)).ConfigureAwait(false);
                    int length = BinaryPrimitives.ReadInt32BigEndian(block);
                    await client.ReceiveExactlyAsync(block.AsMemory(HeadLength, length)).ConfigureAwait(false);
                    await client.SendAllAsync(block.AsMemory(0, HeadLength + length)).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (exception is SocketException or IOException)
            {
                // The client's end, or the network's; the client knows which it was to be.
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(block);
            }
        }
    }
}
