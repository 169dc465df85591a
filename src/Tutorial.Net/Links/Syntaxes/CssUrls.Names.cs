using System.Text;

namespace Tutorial.Net;

/// <summary>Names, numbers and escapes.</summary>
internal ref partial struct CssUrls
{
    private static bool IsWhitespace(byte c) => c is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f';

    private static bool IsNameStart(byte c) => char.IsAsciiLetter((char)c) || c is (byte)'_' or >= 0x80;

    private static bool IsName(byte c) => IsNameStart(c) || char.IsAsciiDigit((char)c) || c == '-';

    /// <summary>The byte that many after the next one; a space, which starts and joins nothing, past the end.</summary>
    private readonly byte Peek(int ahead) => _at + ahead < _css.Length ? _css[_at + ahead] : (byte)' ';

    /// <summary>Whether a backslash here starts an escape: not before a line break, but at the very end.</summary>
    private readonly bool IsEscape(int at) =>
        at < _css.Length && _css[at] == '\\' && (at + 1 == _css.Length || _css[at + 1] is not ((byte)'\n' or (byte)'\r' or (byte)'\f'));

    private readonly bool StartsName(int at)
    {
        if (at < _css.Length && _css[at] == '-')
        {
            at++;
            if (at < _css.Length && _css[at] == '-')
                return true;
        }

        return at < _css.Length && (IsNameStart(_css[at]) || _css[at] == '\0' || IsEscape(at));
    }

    private readonly bool StartsNumber()
    {
        int at = _css[_at] is (byte)'+' or (byte)'-' ? 1 : 0;
        if (Peek(at) == '.')
            at++;
        return char.IsAsciiDigit((char)Peek(at));
    }

    /// <summary>A number and its unit: <c>1url(x)</c> is a dimension and a parenthesis, and no URL.</summary>
    private void SkipNumber()
    {
        _at++;
        SkipDigits();
        if (Peek(0) == '.' && char.IsAsciiDigit((char)Peek(1)))
        {
            _at++;
            SkipDigits();
        }

        int sign = Peek(1) is (byte)'+' or (byte)'-' ? 1 : 0;
        if (Peek(0) is (byte)'e' or (byte)'E' && char.IsAsciiDigit((char)Peek(1 + sign)))
        {
            _at += 1 + sign;
            SkipDigits();
        }

        if (StartsName(_at))
            SkipName(0);
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit((char)Peek(0)))
            _at++;
    }

    private void SkipWhitespace()
    {
        while (_at < _css.Length && IsWhitespace(_css[_at]))
            _at++;
    }

    private void SkipName(int ahead)
    {
        _at += ahead;
        _ = ReadName();
    }

    /// <summary>A name with its escapes decoded.</summary>
    private ReadOnlySpan<byte> ReadName()
    {
        int start = _at;
        SkipNameBytes();
        if (!IsEscape(_at))
            return _css[start.._at];

        _text.Length = 0;
        _text.Append(_css[start.._at]);
        while (IsEscape(_at))
        {
            ReadEscape();
            start = _at;
            SkipNameBytes();
            _text.Append(_css[start.._at]);
        }

        return _text.Written;
    }

    private void SkipNameBytes()
    {
        while (_at < _css.Length && (IsName(_css[_at]) || _css[_at] == '\0'))
            _at++;
    }

    /// <summary>An escape: up to six hex digits and one white space, or any other character for itself.</summary>
    private void ReadEscape()
    {
        int start = ++_at;
        uint point = 0;
        for (; _at < _css.Length && _at - start < 6 && char.IsAsciiHexDigit((char)_css[_at]); _at++)
            point = (point << 4) | (uint)(_css[_at] <= '9' ? _css[_at] - '0' : (_css[_at] | 0x20) - 'a' + 10);
        if (_at == start)
        {
            // The first byte of it; the others follow as any text does.
            if (_at < _css.Length)
                _text.Append(_css[_at++]);
            else
                _text.Append("\uFFFD"u8);
            return;
        }

        Span<byte> utf8 = stackalloc byte[4];
        Rune rune = point != 0 && Rune.TryCreate(point, out Rune valid) ? valid : Rune.ReplacementChar;
        _text.Append(utf8[..rune.EncodeToUtf8(utf8)]);
        if (_at < _css.Length && IsWhitespace(_css[_at]))
            _at += _css[_at] == '\r' && Peek(1) == '\n' ? 2 : 1;
    }
}
