namespace Tutorial.Net;

/// <summary>What ends a line. Immutable and thread-safe.</summary>
public sealed class LineTerminator
{
    /// <summary>Longest custom terminator, in bytes.</summary>
    private const int MaxCustomLength = 16;

    private readonly byte[] _bytes;

    private LineTerminator(TerminatorKind kind, ReadOnlySpan<byte> bytes)
    {
        Kind = kind;
        _bytes = bytes.ToArray();
    }

    /// <summary>LF; one CR before it is taken away, too. The default. A CR elsewhere is data. Writes LF.</summary>
    public static LineTerminator Lf { get; } = new(TerminatorKind.Lf, "\n"u8);

    /// <summary>CR LF and nothing else: a bare CR or a bare LF is a <see cref="LineFormatException"/>. Writes CR LF.</summary>
    public static LineTerminator CrLf { get; } = new(TerminatorKind.CrLf, "\r\n"u8);

    /// <summary>LF, CR LF or CR, as Python's text files take them. A CR that is the last byte to have arrived ends its line at once; an
    /// LF that follows later is swallowed. Writes LF.</summary>
    public static LineTerminator Universal { get; } = new(TerminatorKind.Universal, "\n"u8);

    internal TerminatorKind Kind { get; }

    /// <summary>What a writer puts behind a line.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Exactly these bytes, found leftmost first: <c>#$</c>, <c>\r\n.\r\n</c>, <c>\0</c>. CR and LF have no meaning of their
    /// own then. The bytes are copied.</summary>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is empty or longer than 16.</exception>
    public static LineTerminator Custom(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is 0 or > MaxCustomLength)
            throw new ArgumentException($"A terminator has 1 to {MaxCustomLength} bytes, not {bytes.Length}.", nameof(bytes));
        return new LineTerminator(TerminatorKind.Custom, bytes);
    }

    /// <summary>The name of the terminator, or the bytes of a custom one in hexadecimal.</summary>
    public override string ToString() => Kind == TerminatorKind.Custom ? $"Custom({Convert.ToHexString(_bytes)})" : Kind.ToString();
}
