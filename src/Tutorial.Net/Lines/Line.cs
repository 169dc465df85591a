using System.Text;

namespace Tutorial.Net;

/// <summary>One line of bytes, without its terminator.</summary>
/// <remarks>It is a view of its reader's buffer: valid until the next call on that <see cref="LineFramer"/> or
/// <see cref="LineReader"/>. Copy what must live longer, or take <see cref="ToString()"/>.</remarks>
public readonly struct Line
{
    // An array and two numbers instead of a ReadOnlyMemory: building one and taking its span cost more than finding a short line.
    private readonly byte[]? _buffer;
    private readonly int _start;
    private readonly int _length;

    internal Line(byte[] buffer, int start, int length, LineEnding ending, bool isTruncated = false)
    {
        _buffer = buffer;
        _start = start;
        _length = length;
        Ending = ending;
        IsTruncated = isTruncated;
    }

    /// <summary>The bytes of the line as they came: nothing dropped, nothing decoded. Empty for an empty line.</summary>
    public ReadOnlyMemory<byte> Bytes => new(_buffer, _start, _length);

    /// <summary>The same bytes as a span; a little cheaper than going through <see cref="Bytes"/>.</summary>
    public ReadOnlySpan<byte> Span => new(_buffer, _start, _length);

    /// <summary>Number of bytes, the terminator not counted.</summary>
    public int Length => _length;

    /// <summary>What ended the line; <see cref="LineEnding.None"/> when the stream ended inside it.</summary>
    public LineEnding Ending { get; }

    /// <summary>Whether these are the first <see cref="LineOptions.MaxLineLength"/> bytes of a longer line
    /// (<see cref="LineOverflow.Truncate"/>). The cut may lie inside a character.</summary>
    public bool IsTruncated { get; }

    /// <summary>Whether there is a line at all: <c>default</c> is none.</summary>
    internal bool IsSome => _buffer is not null;

    /// <summary>The line decoded as UTF-8. Each maximal broken sequence becomes U+FFFD; NUL stays, and so does a BOM (U+FEFF).</summary>
    public override string ToString() => LineText.Decode(Span, Encoding.UTF8);

    /// <summary>The line decoded with <paramref name="encoding"/>.</summary>
    public string ToString(Encoding encoding)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        return LineText.IsUtf8(encoding) ? LineText.Decode(Span, encoding) : encoding.GetString(Span);
    }
}
