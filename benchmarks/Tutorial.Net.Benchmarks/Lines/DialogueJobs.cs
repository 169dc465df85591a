using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;

namespace Tutorial.Net.Benchmarks.Lines;

/// <summary>
/// A slow sender: it sends a line only when the one before was answered with a byte, so that each read finds exactly one. What counts
/// here is the wait, not the cutting.
/// </summary>
internal static class DialogueJobs
{
    private static readonly byte[] Answer = "+"u8.ToArray();

    /// <summary>The other end: sends the line as often as it is asked to, each time that an answer came.</summary>
    public static LoopbackPeer Peer(byte[] line) => LoopbackPeer.Working(peer =>
    {
        peer.NoDelay = true;
        byte[] answer = new byte[1];
        do
            peer.SendAll(line);
        while (peer.Receive(answer) > 0);
    });

    public static void Reader(LineReader reader, Socket socket, int lines)
    {
        for (int i = 0; i < lines;)
        {
            reader.WaitToRead();
            while (i < lines && reader.TryRead(out _))
            {
                i++;
                socket.Send(Answer);
            }
        }
    }

    public static async Task ReaderAsync(LineReader reader, Socket socket, int lines)
    {
        for (int i = 0; i < lines;)
        {
            await reader.WaitToReadAsync().ConfigureAwait(false);
            while (i < lines && reader.TryRead(out _))
            {
                i++;
                socket.Send(Answer);
            }
        }
    }

    public static void Limit(byte[] buffer, Socket socket, int lines)
    {
        for (int i = 0; i < lines;)
        {
            for (int found = buffer.AsSpan(0, socket.Receive(buffer)).Count((byte)'\n'); found > 0; found--, i++)
                socket.Send(Answer);
        }
    }

    public static void Stream(StreamReader reader, Socket socket, int lines)
    {
        for (int i = 0; i < lines; i++)
        {
            reader.ReadLine();
            socket.Send(Answer);
        }
    }

    public static async Task StreamAsync(StreamReader reader, Socket socket, int lines)
    {
        for (int i = 0; i < lines; i++)
        {
            await reader.ReadLineAsync().ConfigureAwait(false);
            socket.Send(Answer);
        }
    }

    public static async Task PipeAsync(PipeReader reader, Socket socket, int lines)
    {
        for (int i = 0; i < lines;)
        {
            ReadResult result = await reader.ReadAsync().ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = result.Buffer;
            while (i < lines && buffer.PositionOf((byte)'\n') is { } end)
            {
                buffer = buffer.Slice(buffer.GetPosition(1, end));
                i++;
                socket.Send(Answer);
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>Over a connection of its own, so that no reader takes another's line.</summary>
    public static StreamReader StreamOver(Socket socket) => new(new NetworkStream(socket), Encoding.UTF8, false, 64 << 10);

    public static PipeReader PipeOver(Socket socket) => PipeReader.Create(new NetworkStream(socket), new StreamPipeReaderOptions(bufferSize: 64 << 10));
}
