using System.Text;

namespace Tutorial.Net;

/// <summary>
/// The URLs of a style sheet or a <c>style</c> attribute: every <c>url()</c> and the string of every <c>@import</c>, found by the
/// tokenizer of CSS Syntax Level 3 (section 4) cut down to that. What stands in a comment, a string, a number's unit or an
/// <c>@namespace</c> is none; a bad url is left out. Strings in <c>image-set()</c> are not taken.
/// </summary>
internal ref partial struct CssUrls(ReadOnlySpan<char> css)
{
    private readonly ReadOnlySpan<char> _css = css;
    private int _at;
    private AtRule _rule;

    /// <summary>The at-rule whose prelude the tokens belong to, as far as it matters here.</summary>
    private enum AtRule : byte
    {
        None,
        Import,
        Namespace,
    }

    public CssUrl Current { get; private set; }

    public readonly CssUrls GetEnumerator() => this;

    public bool MoveNext()
    {
        while (_at < _css.Length)
        {
            int start = _at;
            if (ReadToken() is not string url)
                continue;
            bool import = _rule == AtRule.Import, named = _rule == AtRule.Namespace;
            _rule = AtRule.None;
            if (named)
                continue;
            Current = new CssUrl(url, start, import);
            return true;
        }

        return false;
    }

    /// <summary>Consumes a token (any run of what cannot matter counts as one).</summary>
    /// <returns>The URL, if the token is one.</returns>
    private string? ReadToken()
    {
        char c = _css[_at];
        if (c is '"' or '\'')
        {
            string? text = ReadString();
            return _rule == AtRule.None ? null : text;
        }

        if (c == '/' && Peek(1) == '*')
            SkipComment();
        else if (StartsNumber())
            SkipNumber();
        else if (StartsName(_at))
            return ReadNamed();
        else if (c == '#' && (IsName(Peek(1)) || IsEscape(_at + 1)))
            SkipName(1);
        else if (c == '@' && StartsName(_at + 1))
            ReadAtKeyword();
        else
            ReadDelimiter(c);
        return null;
    }

    private void ReadDelimiter(char c)
    {
        if (c is ';' or '{')
            _rule = AtRule.None;
        _at++;
    }

    private void ReadAtKeyword()
    {
        _at++;
        string? name = ReadName();
        _rule = Is(name, "import") ? AtRule.Import : Is(name, "namespace") ? AtRule.Namespace : AtRule.None;
    }

    /// <summary>An identifier or a function; of the functions only <c>url(</c> matters.</summary>
    private string? ReadNamed()
    {
        string? name = ReadName();
        if (Peek(0) != '(')
            return null;
        _at++;
        if (!Is(name, "url"))
            return null;
        int text = _at;
        while (text < _css.Length && IsWhitespace(_css[text]))
            text++;
        if (text == _css.Length || _css[text] is not ('"' or '\''))
            return ReadBareUrl();
        _at = text;
        return ReadString();
    }

    private void SkipComment()
    {
        int end = _css[(_at + 2)..].IndexOf("*/", StringComparison.Ordinal);
        _at = end < 0 ? _css.Length : _at + end + 4;
    }

    /// <summary>A quoted string; null if a line break ends it, which makes it a bad string.</summary>
    private string? ReadString()
    {
        char quote = _css[_at++];
        var text = new StringBuilder();
        while (_at < _css.Length)
        {
            int end = _css[_at..].IndexOfAny($"{quote}\\\n\r\f");
            text.Append(_css[_at..(end < 0 ? _css.Length : _at + end)]);
            _at = end < 0 ? _css.Length : _at + end;
            if (end < 0)
                break;
            if (_css[_at] == quote)
            {
                _at++;
                break;
            }

            if (_css[_at] != '\\')
                return null;
            ReadEscapeInString(text);
        }

        return text.Replace('\0', '\uFFFD').ToString();
    }

    private void ReadEscapeInString(StringBuilder text)
    {
        if (IsEscape(_at) && _at + 1 < _css.Length)
        {
            ReadEscape(text);
            return;
        }
        // A backslash before a line break (or the end) is nothing; CRLF is one break.
        _at++;
        if (_at < _css.Length)
            _at += _css[_at] == '\r' && Peek(1) == '\n' ? 2 : 1;
    }

    /// <summary>The rest of a <c>url(</c> without quotes; null for a bad url, of which nothing is left unread.</summary>
    private string? ReadBareUrl()
    {
        var text = new StringBuilder();
        SkipWhitespace();
        while (_at < _css.Length && _css[_at] != ')')
        {
            char c = _css[_at];
            if (IsWhitespace(c))
            {
                SkipWhitespace();
                if (_at < _css.Length && _css[_at] != ')')
                    return SkipBadUrl();
            }
            else if (c == '\\')
            {
                if (!IsEscape(_at))
                    return SkipBadUrl();
                ReadEscape(text);
            }
            else if (c is '"' or '\'' or '(' or '\u000B' or '\u007F' or (> '\0' and < ' '))
            {
                return SkipBadUrl();
            }
            else
            {
                text.Append(c == '\0' ? '\uFFFD' : c);
                _at++;
            }
        }

        _at = Math.Min(_at + 1, _css.Length);
        return text.ToString();
    }

    private string? SkipBadUrl()
    {
        while (_at < _css.Length && _css[_at++] != ')')
        {
            if (_at < _css.Length && _css[_at - 1] == '\\')
                _at++;
        }

        return null;
    }
}
