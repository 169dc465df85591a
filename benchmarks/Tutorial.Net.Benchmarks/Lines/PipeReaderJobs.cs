using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Pipelines.Sockets.Unofficial;

namespace Tutorial.Net.Benchmarks.Lines;

/// <summary>The loop of the Pipelines documentation, with the limit that it leaves to its reader left out.</summary>
internal static class PipeReaderJobs
{
    public static Task<long> NetworkStreamAsync(Socket socket) =>
        CountAsync(PipeReader.Create(new NetworkStream(socket), new StreamPipeReaderOptions(bufferSize: 64 << 10)));

    public static async Task<long> UnofficialAsync(Socket socket)
    {
        using SocketConnection connection = SocketConnection.Create(socket);
        return await CountAsync(connection.Input).ConfigureAwait(false);
    }

    private static async Task<long> CountAsync(PipeReader reader)
    {
        long lines = 0;
        long bytes = 0;
        while (true)
        {
            ReadResult result = await reader.ReadAsync().ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = result.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                bytes += buffer.Slice(0, end).Length;
                lines++;
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
                break;
        }

        await reader.CompleteAsync().ConfigureAwait(false);
        return LineReaderJobs.Checked(lines, bytes);
    }
}
