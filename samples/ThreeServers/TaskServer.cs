using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Tutorial.Net.Samples.ThreeServers;

/// <summary>Two tasks for each client, one that reads and one that writes; who does not read misses lines once its queue is full.</summary>
internal sealed class TaskServer
{
    private const int MaxQueued = 1_000;

    private readonly ConcurrentDictionary<Socket, Channel<byte[]>> _queues = [];

    public static async Task RunAsync(Socket listener, CancellationToken cancellationToken)
    {
        TaskServer server = new();
        try
        {
            await foreach (Socket client in listener.AcceptAllAsync(cancellationToken))
                _ = server.ServeAsync(client, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(Socket client, CancellationToken cancellationToken)
    {
        Channel<byte[]> queue = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(MaxQueued) { FullMode = BoundedChannelFullMode.DropWrite });
        client.NoDelay = true;
        _queues[client] = queue;
        Task writing = WriteAsync(client, queue.Reader, cancellationToken);
        try
        {
            await using var reader = new LineReader(client, new LineOptions { Terminator = LineTerminator.Universal });
            await foreach (string line in reader.ReadLinesAsync(cancellationToken))
            {
                byte[] bytes = Encoding.UTF8.GetBytes(line + "\n");
                foreach (Channel<byte[]> other in _queues.Values)
                    other.Writer.TryWrite(bytes);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // Gone, too long a line, or the end.
        }

        _queues.TryRemove(client, out _);
        queue.Writer.Complete();
        await writing;
        client.Dispose();
    }

    private static async Task WriteAsync(Socket client, ChannelReader<byte[]> queue, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (byte[] bytes in queue.ReadAllAsync(cancellationToken))
                await client.SendAllAsync(bytes, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The reader notices.
        }
    }
}
