namespace Tutorial.Net;

/// <summary>What ends a line. Immutable and thread-safe.</summary>
public sealed class LineTerminator
{
    /// <summary>Most bytes that <see cref="Custom"/> and <see cref="AnyOf"/> take.</summary>
    internal const int MaxLength = TerminatorScanner.MaxTerminatorLength;

    private readonly string _name;

    internal LineTerminator(string name, TerminatorRule rule)
    {
        _name = name;
        Rule = rule;
    }

    /// <summary>LF; one CR before it is taken away, too. The default. A CR elsewhere is data. Writes LF.</summary>
    public static LineTerminator Lf { get; } = new("Lf", new LfRule());

    /// <summary>CR LF and nothing else: a bare CR or a bare LF is a <see cref="LineFormatException"/>. Writes CR LF.</summary>
    public static LineTerminator CrLf { get; } = new("CrLf", new CrLfRule());

    /// <summary>LF, CR LF or CR, as Python's text files take them. A CR that is the last byte to have arrived ends its line at once; an
    /// LF that follows later is swallowed. Writes LF.</summary>
    public static LineTerminator Universal { get; } = new("Universal", new UniversalRule());

    internal TerminatorRule Rule { get; }

    /// <summary>Exactly these bytes, found leftmost first: <c>#$</c>, <c>\r\n.\r\n</c>, <c>\0</c>. CR and LF have no meaning of their
    /// own then. Writes the same bytes.</summary>
    /// <param name="bytes">1 to 16 bytes; copied.</param>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is empty or longer than 16.</exception>
    public static LineTerminator Custom(ReadOnlySpan<byte> bytes)
    {
        byte[] own = Checked(bytes);
        return new LineTerminator($"Custom({Convert.ToHexString(own)})", own.Length == 1 ? new SingleByteRule(own) : new CustomRule(own));
    }

    /// <summary>Each of these bytes ends a line by itself: <c>;</c> and LF, or NUL and LF. A line's <see cref="Line.Ending"/> is
    /// <see cref="LineEnding.Custom"/>, whichever it was. CR and LF have no meaning of their own then, so between the CR and the LF of
    /// <c>AnyOf("\r\n"u8)</c> there is an empty line. Writes the first of the bytes.</summary>
    /// <param name="bytes">1 to 16 bytes in any order; copied.</param>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is empty or longer than 16.</exception>
    public static LineTerminator AnyOf(ReadOnlySpan<byte> bytes)
    {
        byte[] own = Checked(bytes);
        return new LineTerminator($"AnyOf({Convert.ToHexString(own)})", new AnyOfRule(own));
    }

    /// <summary>The name of the terminator, with the bytes of a custom one in hexadecimal.</summary>
    public override string ToString() => _name;

    private static byte[] Checked(ReadOnlySpan<byte> bytes) => bytes.Length is > 0 and <= MaxLength
        ? bytes.ToArray()
        : throw new ArgumentException($"A terminator has 1 to {MaxLength} bytes, not {bytes.Length}.", nameof(bytes));
}
