using System.Globalization;
using System.Text;

namespace Tutorial.Net;

/// <summary>Names, numbers and escapes.</summary>
internal ref partial struct CssUrls
{
    private static bool Is(string? name, string keyword) => string.Equals(name, keyword, StringComparison.OrdinalIgnoreCase);

    private static bool IsWhitespace(char c) => c is ' ' or '\t' or '\n' or '\r' or '\f';

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c is '_' or >= '\u0080';

    private static bool IsName(char c) => IsNameStart(c) || char.IsAsciiDigit(c) || c == '-';

    /// <summary>The char that many after the next one; a space, which starts and joins nothing, past the end.</summary>
    private readonly char Peek(int ahead) => _at + ahead < _css.Length ? _css[_at + ahead] : ' ';

    /// <summary>Whether a backslash here starts an escape: not before a line break, but at the very end.</summary>
    private readonly bool IsEscape(int at) =>
        at < _css.Length && _css[at] == '\\' && (at + 1 == _css.Length || _css[at + 1] is not ('\n' or '\r' or '\f'));

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
        int at = _css[_at] is '+' or '-' ? 1 : 0;
        if (Peek(at) == '.')
            at++;
        return char.IsAsciiDigit(Peek(at));
    }

    /// <summary>A number and its unit: <c>1url(x)</c> is a dimension and a parenthesis, and no URL.</summary>
    private void SkipNumber()
    {
        _at++;
        SkipDigits();
        if (Peek(0) == '.' && char.IsAsciiDigit(Peek(1)))
        {
            _at++;
            SkipDigits();
        }

        int sign = Peek(1) is '+' or '-' ? 1 : 0;
        if (Peek(0) is 'e' or 'E' && char.IsAsciiDigit(Peek(1 + sign)))
        {
            _at += 1 + sign;
            SkipDigits();
        }

        if (StartsName(_at))
            SkipName(0);
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Peek(0)))
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

    /// <summary>A name with its escapes decoded; null for one too long to be a keyword, which is all that is asked of it.</summary>
    private string? ReadName()
    {
        int start = _at;
        while (_at < _css.Length && (IsName(_css[_at]) || _css[_at] == '\0'))
            _at++;
        if (!IsEscape(_at))
            return _at - start <= 16 ? _css[start.._at].ToString() : null;

        var name = new StringBuilder();
        name.Append(_css[start.._at]);
        while (_at < _css.Length)
        {
            if (IsEscape(_at))
                ReadEscape(name);
            else if (IsName(_css[_at]) || _css[_at] == '\0')
                name.Append(_css[_at++]);
            else
                break;
        }

        return name.ToString();
    }

    /// <summary>An escape: up to six hex digits and one white space, or any other char for itself.</summary>
    private void ReadEscape(StringBuilder text)
    {
        int start = ++_at;
        while (_at < _css.Length && _at - start < 6 && char.IsAsciiHexDigit(_css[_at]))
            _at++;
        if (_at == start)
        {
            text.Append(_at < _css.Length ? _css[_at] : '\uFFFD');
            _at = Math.Min(_at + 1, _css.Length);
            return;
        }

        int point = int.Parse(_css[start.._at], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        text.Append(point != 0 && Rune.TryCreate(point, out Rune rune) ? rune.ToString() : "\uFFFD");
        if (_at < _css.Length && IsWhitespace(_css[_at]))
            _at += _css[_at] == '\r' && Peek(1) == '\n' ? 2 : 1;
    }
}
