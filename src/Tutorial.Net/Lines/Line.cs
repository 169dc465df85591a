using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Tutorial.Net;

/// <summary>One line of bytes, without its terminator.</summary>
/// <remarks>It is a view of its reader's buffer: valid until the next call on that <see cref="LineFramer"/> or
/// <see cref="LineReader"/>. Copy what must live longer, or take <see cref="ToString()"/>.</remarks>
public readonly struct Line : IEquatable<Line>
{
    // An array and two numbers instead of a ReadOnlyMemory: building one and taking its span cost more than finding a short line.
    private readonly byte[]? _buffer;
    private readonly int _start;
    private readonly int _length;

    /// <summary>How the bytes become text; null is UTF-8.</summary>
    private readonly Encoding? _encoding;

    internal Line(byte[] buffer, int start, int length, LineEnding ending, Encoding? encoding, bool isTruncated = false)
    {
        _encoding = encoding;
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

    /// <summary>Whether the line is exactly <paramref name="text"/>, byte for byte.</summary>
    /// <param name="line">The line; what ended it does not matter.</param>
    /// <param name="text">What to compare with: <c>line == "QUIT"u8</c>.</param>
    public static bool operator ==(Line line, ReadOnlySpan<byte> text) => line.Equals(text);

    /// <summary>Whether the line is anything but <paramref name="text"/>.</summary>
    /// <inheritdoc cref="op_Equality(Line, ReadOnlySpan{byte})" path="/param"/>
    public static bool operator !=(Line line, ReadOnlySpan<byte> text) => !line.Equals(text);

    /// <summary>Whether two lines have the same bytes.</summary>
    /// <param name="left">The one; what ended it does not matter.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(Line left, Line right) => left.Equals(right);

    /// <summary>Whether two lines differ in a byte.</summary>
    /// <inheritdoc cref="op_Equality(Line, Line)" path="/param"/>
    public static bool operator !=(Line left, Line right) => !left.Equals(right);

    /// <summary>Whether the line is exactly <paramref name="text"/>, byte for byte: <c>line.Equals("QUIT"u8)</c>.</summary>
    /// <param name="text">What to compare with.</param>
    public bool Equals(ReadOnlySpan<byte> text) => Span.SequenceEqual(text);

    /// <summary>Whether the line, decoded as <see cref="ToString()"/> does, is exactly <paramref name="text"/>. Comparing with
    /// <c>"QUIT"u8</c> is cheaper.</summary>
    /// <param name="text">What to compare with.</param>
    /// <inheritdoc cref="ToString()" path="/exception"/>
    public bool Equals(ReadOnlySpan<char> text) => ToString().AsSpan().SequenceEqual(text);

    /// <summary>Whether the other line has the same bytes. What ended them does not matter.</summary>
    /// <param name="other">What to compare with.</param>
    public bool Equals(Line other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Line other && Equals(other);

    /// <summary>A hash of the bytes. A line changes with its reader's buffer: take <see cref="ToString()"/> for a key.</summary>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>Whether the line begins with <paramref name="text"/>, byte for byte.</summary>
    /// <param name="text">What to compare with; every line begins with an empty one.</param>
    public bool StartsWith(ReadOnlySpan<byte> text) => Span.StartsWith(text);

    /// <summary>Whether the line, decoded as <see cref="ToString()"/> does, begins with <paramref name="text"/>, char for
    /// char.</summary>
    /// <param name="text">What to compare with; every line begins with an empty one.</param>
    /// <inheritdoc cref="ToString()" path="/exception"/>
    public bool StartsWith(ReadOnlySpan<char> text) => ToString().AsSpan().StartsWith(text);

    /// <summary>Takes the whole line for a value, without a string: <c>line.TryParse(out int count)</c>. The invariant culture
    /// rules.</summary>
    /// <typeparam name="T">What to read: a number, a date, a <see cref="Guid"/>, an address.</typeparam>
    /// <param name="value">The value; the default where the line is none.</param>
    /// <returns>Whether the line, as UTF-8, is such a value and nothing more.</returns>
    public bool TryParse<T>([MaybeNullWhen(false)] out T value)
        where T : IUtf8SpanParsable<T> =>
        T.TryParse(Span, CultureInfo.InvariantCulture, out value);

    /// <summary>The line decoded with its reader's <see cref="LineOptions.Encoding"/>, as <see cref="LineReader.ReadLine()"/> would. In
    /// UTF-8, the default, each maximal broken sequence becomes U+FFFD; NUL stays, and so does a BOM (U+FEFF).</summary>
    /// <exception cref="DecoderFallbackException">The bytes are broken and the encoding is strict.</exception>
    public override string ToString() => LineText.Decode(Span, _encoding ?? Encoding.UTF8);

    /// <summary>The line decoded with <paramref name="encoding"/>.</summary>
    /// <param name="encoding">How the bytes become text.</param>
    public string ToString(Encoding encoding)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        return LineText.Decode(Span, encoding);
    }
}
