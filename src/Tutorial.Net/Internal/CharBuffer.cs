using System.Buffers;
using System.Text;

namespace Tutorial.Net;

/// <summary>
/// A growing run of chars that starts on the caller's stack and moves to the array pool when it outgrows it.
/// Not thread-safe; <see cref="Dispose"/> gives the pooled array back, after which the content is gone.
/// </summary>
internal ref struct CharBuffer
{
    private Span<char> _chars;
    private char[]? _rented;
    private int _length;

    /// <param name="initial">The memory to start with; usually from <c>stackalloc</c>.</param>
    public CharBuffer(Span<char> initial) => _chars = initial;

    /// <summary>The chars written. Setting a smaller value cuts the end off; a larger one is a programming error.</summary>
    public int Length
    {
        readonly get => _length;
        set => _length = value <= _length ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <summary>What was written; valid until the next write.</summary>
    public readonly ReadOnlySpan<char> Written => _chars[.._length];

    public void Append(char c)
    {
        if (_length == _chars.Length)
            Grow(1);
        _chars[_length++] = c;
    }

    public void Append(scoped ReadOnlySpan<char> text)
    {
        if (text.Length > _chars.Length - _length)
            Grow(text.Length);
        text.CopyTo(_chars[_length..]);
        _length += text.Length;
    }

    /// <summary>Appends bytes that are ASCII.</summary>
    public void AppendAscii(scoped ReadOnlySpan<byte> ascii)
    {
        if (ascii.Length > _chars.Length - _length)
            Grow(ascii.Length);
        _length += Encoding.Latin1.GetChars(ascii, _chars[_length..]);
    }

    /// <summary>Appends <paramref name="text"/> with A to Z made small.</summary>
    public void AppendLower(scoped ReadOnlySpan<char> text)
    {
        int start = _length;
        Append(text);
        foreach (ref char c in _chars[start.._length])
        {
            if (char.IsAsciiLetterUpper(c))
                c = (char)(c | 0x20);
        }
    }

    /// <summary>Appends a byte as <c>%XX</c>, in capitals as the URL standard writes it.</summary>
    public void AppendPercent(byte value)
    {
        Append('%');
        Append(Hex(value >> 4));
        Append(Hex(value & 15));

        static char Hex(int digit) => (char)(digit < 10 ? '0' + digit : 'A' + digit - 10);
    }

    public void Append(uint number)
    {
        Span<char> digits = stackalloc char[10];
        number.TryFormat(digits, out int count, default, System.Globalization.CultureInfo.InvariantCulture);
        Append(digits[..count]);
    }

    /// <summary>Puts <paramref name="text"/> before the char at <paramref name="index"/>.</summary>
    public void Insert(int index, scoped ReadOnlySpan<char> text)
    {
        int tail = _length - index;
        Append(text);
        _chars.Slice(index, tail).CopyTo(_chars[(index + text.Length)..]);
        text.CopyTo(_chars[index..]);
    }

    public void Dispose()
    {
        if (_rented is not null)
            ArrayPool<char>.Shared.Return(_rented);
        this = default;
    }

    private void Grow(int more)
    {
        int wanted = checked(_length + more);
        char[] larger = ArrayPool<char>.Shared.Rent((int)Math.Min(Math.Max((uint)wanted, 2 * (uint)_chars.Length), (uint)Array.MaxLength));
        _chars[.._length].CopyTo(larger);
        if (_rented is not null)
            ArrayPool<char>.Shared.Return(_rented);
        _chars = _rented = larger;
    }
}
