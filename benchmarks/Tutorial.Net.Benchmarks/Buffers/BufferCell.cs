using System.Text.Json.Serialization;

namespace Tutorial.Net.Benchmarks.Buffers;

/// <summary>One place of the matrix.</summary>
/// <param name="Receiver">How it is received: blocking, async, multiplexed.</param>
/// <param name="BufferSize">What one receive may return at most, in bytes.</param>
/// <param name="WriteSize">What the sender sends a call, in bytes.</param>
/// <param name="SocketBuffer">SO_RCVBUF, in bytes; 0 leaves it to the system.</param>
/// <param name="NoDelay">TCP_NODELAY, at the sender.</param>
internal sealed record BufferCell(string Receiver, int BufferSize, int WriteSize, int SocketBuffer, bool NoDelay)
{
    /// <summary>How the socket was set.</summary>
    [JsonIgnore]
    public string SettingText =>
        $"{(SocketBuffer == 0 ? "default" : Figure.Bytes(SocketBuffer))}{(NoDelay ? ", NoDelay" : "")}";

    public override string ToString() => $"{Receiver}, {Figure.Bytes(BufferSize)}, writes of {Figure.Bytes(WriteSize)}, SO_RCVBUF {SettingText}";
}
