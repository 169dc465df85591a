using System.Net.Sockets;

namespace Tutorial.Net.Fuzz;

/// <summary>A client of whom nothing is real: what it sends comes in scripted pieces, and what is sent to it is taken in such.</summary>
internal sealed class ScriptedTransport(byte[] input, int[] script) : ISessionTransport
{
    private readonly List<byte> _sent = [];
    private int _taken;
    private int _next;
    private int _nothings;

    /// <summary>What each receive gave.</summary>
    public List<byte[]> Chunks { get; } = [];

    public byte[] Sent => [.. _sent];

    /// <summary>Bytes that have gone either way.</summary>
    public int Moved => _taken + _sent.Count;

    public int Receive(Span<byte> buffer, out SocketError error)
    {
        int count = Step(out error);
        if (error != SocketError.Success)
            return 0;
        count = Math.Min(Math.Min(count, buffer.Length), input.Length - _taken);
        input.AsSpan(_taken, count).CopyTo(buffer);
        _taken += count;
        if (count > 0)
            Chunks.Add(buffer[..count].ToArray());
        return count;
    }

    public int Send(ReadOnlySpan<byte> bytes, out SocketError error)
    {
        int count = Step(out error);
        if (error != SocketError.Success)
            return 0;
        count = Math.Min(count, bytes.Length);
        _sent.AddRange(bytes[..count]);
        return count;
    }

    /// <summary>A script goes around; after refusals alone everything goes, or a session would take for ever.</summary>
    private int Step(out SocketError error)
    {
        int step = script.Length == 0 ? 255 : script[_next++ % script.Length];
        error = (step & 7) switch { 0 => SocketError.WouldBlock, 1 => SocketError.Interrupted, _ => SocketError.Success };
        _nothings = error == SocketError.Success ? 0 : _nothings + 1;
        if (_nothings > 3)
        {
            (error, _nothings) = (SocketError.Success, 0);
            return int.MaxValue;
        }

        return (step & 7) switch { 7 => int.MaxValue, 6 => 1 + (step >> 3) * 8, _ => 1 + (step >> 3) };
    }
}
