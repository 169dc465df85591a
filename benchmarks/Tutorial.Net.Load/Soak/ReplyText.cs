using System.Net.Sockets;

namespace Tutorial.Net.Load.Soak;

/// <summary>Lines put together again as the bytes that they were cut from.</summary>
internal sealed class ReplyText
{
    private readonly MemoryStream _bytes = new();

    public ReadOnlySpan<byte> Span => _bytes.GetBuffer().AsSpan(0, (int)_bytes.Length);

    public void Add(in Line line)
    {
        _bytes.Write(line.Span);
        if (line.Ending != LineEnding.None)
            _bytes.WriteByte((byte)'\n');
    }

    /// <summary>What the network did, when I/O over lines has failed.</summary>
    public static SocketError ErrorOf(Exception exception) => exception switch
    {
        SocketException socket => socket.SocketErrorCode,
        SendIncompleteException sending => sending.SocketErrorCode,
        { InnerException: { } inner } => ErrorOf(inner),
        TimeoutException => SocketError.TimedOut,
        _ => SocketError.SocketError,
    };
}
