using System.Net.Sockets;

namespace Tutorial.Net.Snippets;

/// <summary>docs/async.md.</summary>
internal static class Awaiting
{
    public static async Task CopyAsync(Socket from, Socket to, CancellationToken cancellationToken)
    {
        #region copy
        await foreach (ReadOnlyMemory<byte> chunk in from.ReceiveChunksAsync(cancellationToken: cancellationToken))
            await to.SendAllAsync(chunk, cancellationToken);            // before the next chunk: they share one buffer
        to.Shutdown(SocketShutdown.Send);
        #endregion
    }

    public static async Task<long> CountAsync(LineReader reader, CancellationToken cancellationToken)
    {
        #region hot-loop
        long bytes = 0;
        while (await reader.WaitToReadAsync(cancellationToken))         // one await for each chunk
        {
            while (reader.TryRead(out Line line))                       // a line is a view: use it before the next call
                bytes += line.Length;
        }
        #endregion
        return bytes;
    }

    public static async Task<string> WithLimitAsync(LineReader reader, CancellationToken cancellationToken)
    {
        #region limit
        while (true)
        {
            try
            {
                return await reader.ReadLineAsync(TimeSpan.FromMilliseconds(50), cancellationToken) ?? "the end";
            }
            catch (TimeoutException)
            {
                // Nothing is lost. Do something else, then read on.
            }
        }
        #endregion
    }

    public static async Task ServeAsync(Socket listener, Func<Socket, CancellationToken, Task> serve, int most, CancellationToken cancellationToken)
    {
        #region many
        using var places = new SemaphoreSlim(most);
        await places.WaitAsync(cancellationToken);
        await foreach (Socket client in listener.AcceptAllAsync(cancellationToken))
        {
            _ = ServeOneAsync(client);
            await places.WaitAsync(cancellationToken);                  // who comes meanwhile waits in the backlog
        }

        async Task ServeOneAsync(Socket client)
        {
            try
            {
                using (client)
                    await serve(client, cancellationToken);
            }
            catch (Exception e) when (e is IOException or SocketException or TimeoutException or OperationCanceledException)
            {
                // One client's trouble.
            }
            finally
            {
                places.Release();
            }
        }
        #endregion
    }
}
