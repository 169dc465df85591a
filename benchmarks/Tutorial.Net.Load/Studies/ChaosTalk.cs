using System.Net.Sockets;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Load.Studies;

/// <summary>Numbered lines that a client says to an echoing server over a <see cref="ChaosProxy"/>, and what may come back.</summary>
internal sealed class ChaosTalk
{
    private readonly byte[] _text;

    /// <param name="client">Whose lines.</param>
    /// <param name="lines">How many.</param>
    /// <param name="seed">What the network does follows from this and the client.</param>
    public ChaosTalk(int client, int lines, int seed)
    {
        MemoryStream text = new();
        byte[] line = new byte[NumberedLine.MaxLength];
        for (int i = 0; i < lines; i++)
            text.Write(line, 0, NumberedLine.Write(line, client, i));
        _text = text.ToArray();
        Plan = ChaosPlan.Draw(seed + client, _text.Length);
    }

    public ChaosPlan Plan { get; }

    /// <summary>All lines, each with its LF.</summary>
    public ReadOnlyMemory<byte> Text => _text;

    /// <summary>The lines of the text that a reply holds.</summary>
    public int LinesIn(ReadOnlySpan<byte> reply) => _text.AsSpan(0, Math.Min(reply.Length, _text.Length)).Count((byte)'\n');

    /// <summary>Whether this, and nothing else, had to come back.</summary>
    /// <param name="reply">Everything until the end.</param>
    /// <param name="error">How it ended.</param>
    public bool IsRight(ReadOnlySpan<byte> reply, SocketError error)
    {
        ReadOnlySpan<byte> text = _text;
        // Where it was given up, it had not ended.
        if (Plan.Ending == ChaosEnding.Reset)
            return error != SocketError.TimedOut && text.StartsWith(reply);
        ReadOnlySpan<byte> whole = Plan.Ending == ChaosEnding.None ? text : text[..(int)Plan.EndsAfter];
        // A line that the client's end has cut off is answered as a line.
        bool isCut = Plan is { Ending: ChaosEnding.HalfClose, EndsReplies: false } && !whole.IsEmpty && whole[^1] != '\n';
        return error == SocketError.Success && reply.SequenceEqual(isCut ? [.. whole, (byte)'\n'] : whole);
    }
}
