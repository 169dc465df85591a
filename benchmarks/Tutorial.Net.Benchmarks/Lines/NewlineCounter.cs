using System.Buffers;
using System.Net.Sockets;

namespace Tutorial.Net.Benchmarks.Lines;

/// <summary>
/// What no reader of lines can beat: receive into a pooled buffer of the library's size, count, keep the line that is cut off.
/// </summary>
internal static class NewlineCounter
{
    public static long Run(Socket socket)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
        long lines = 0;
        int kept = 0;
        for (int received; (received = socket.Receive(buffer.AsSpan(kept))) > 0;)
        {
            Span<byte> filled = buffer.AsSpan(0, kept + received);
            lines += filled[kept..].Count((byte)'\n');
            Span<byte> tail = filled[(filled.LastIndexOf((byte)'\n') + 1)..];
            tail.CopyTo(buffer);
            kept = tail.Length;
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return lines;
    }
}
