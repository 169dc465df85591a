namespace Tutorial.Net;

/// <summary>
/// The end of a string, as a value that costs no copy until it is asked for: most links stand in the page as the end of the URL that
/// they lead to.
/// </summary>
internal readonly struct StringTail : IEquatable<StringTail>
{
    private readonly string? _text;
    private readonly int _length;

    public StringTail(string text)
        : this(text, text.Length)
    {
    }

    private StringTail(string text, int length)
    {
        _text = text;
        _length = length;
    }

    /// <summary>The last <paramref name="length"/> chars of <paramref name="text"/>.</summary>
    public static StringTail Of(string text, int length) => new(text, length);

    private ReadOnlySpan<char> Span => _text.AsSpan()[^_length..];

    public bool Equals(StringTail other) => Span.SequenceEqual(other.Span);

    public override bool Equals(object? obj) => obj is StringTail other && Equals(other);

    public override int GetHashCode() => string.GetHashCode(Span);

    public override string ToString() => _text is null ? "" : _text[^_length..];
}
