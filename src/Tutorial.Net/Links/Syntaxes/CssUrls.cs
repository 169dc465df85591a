using System.Text;

namespace Tutorial.Net;

/// <summary>
/// The URLs of a style sheet or a <c>style</c> attribute: every <c>url()</c> and the string of every <c>@import</c>, found by the
/// tokenizer of CSS Syntax Level 3 (section 4) cut down to that. What stands in a comment, a string, a number's unit or an
/// <c>@namespace</c> is none; a bad url is left out. Strings in <c>image-set()</c> are not taken.
/// </summary>
/// <remarks>Over UTF-8: every byte beyond ASCII is a part of a name, as every such character is.</remarks>
internal ref partial struct CssUrls(ReadOnlySpan<byte> css)
{
    private readonly ReadOnlySpan<byte> _css = css;
    private int _at;
    private AtRule _rule;
    /// <summary>A name or a URL without its escapes.</summary>
    private ByteBuffer _text;

    /// <summary>The at-rule whose prelude the tokens belong to, as far as it matters here.</summary>
    private enum AtRule : byte
    {
        None,
        Import,
        Namespace,
    }

    /// <summary>The URL with its escapes decoded, not yet resolved; valid until the next is read.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Whether an <c>@import</c> names it.</summary>
    public bool IsImport { get; private set; }

    /// <summary>Where its token starts in the style sheet.</summary>
    public int Start { get; private set; }

    public bool MoveNext()
    {
        while (_at < _css.Length)
        {
            Start = _at;
            if (!TryReadUrl(out ReadOnlySpan<byte> url))
                continue;
            bool named = _rule == AtRule.Namespace;
            IsImport = _rule == AtRule.Import;
            _rule = AtRule.None;
            if (named)
                continue;
            if (url.Contains((byte)0))
                url = WithoutNul(url);
            Current = url;
            return true;
        }

        return false;
    }

    public void Dispose() => _text.Dispose();

    /// <summary>Consumes a token (any run of what cannot matter counts as one); whether it is a URL.</summary>
    private bool TryReadUrl(out ReadOnlySpan<byte> url)
    {
        byte c = _css[_at];
        url = default;
        if (c is (byte)'"' or (byte)'\'')
            return TryReadString(out url) && _rule != AtRule.None;
        if (c == '/' && Peek(1) == '*')
            SkipComment();
        else if (StartsNumber())
            SkipNumber();
        else if (StartsName(_at))
            return TryReadFunction(out url);
        else if (c == '#' && (IsName(Peek(1)) || IsEscape(_at + 1)))
            SkipName(1);
        else if (c == '@' && StartsName(_at + 1))
            ReadAtKeyword();
        else
            ReadDelimiter(c);
        return false;
    }

    private void ReadDelimiter(byte c)
    {
        if (c is (byte)';' or (byte)'{')
            _rule = AtRule.None;
        _at++;
    }

    private void ReadAtKeyword()
    {
        _at++;
        ReadOnlySpan<byte> name = ReadName();
        _rule = Ascii.EqualsIgnoreCase(name, "import"u8) ? AtRule.Import
            : Ascii.EqualsIgnoreCase(name, "namespace"u8) ? AtRule.Namespace : AtRule.None;
    }

    /// <summary>An identifier or a function; of the functions only <c>url(</c> matters.</summary>
    private bool TryReadFunction(out ReadOnlySpan<byte> url)
    {
        url = default;
        bool isUrl = Ascii.EqualsIgnoreCase(ReadName(), "url"u8);
        if (Peek(0) != '(')
            return false;
        _at++;
        if (!isUrl)
            return false;
        int text = _at;
        while (text < _css.Length && IsWhitespace(_css[text]))
            text++;
        if (text == _css.Length || _css[text] is not ((byte)'"' or (byte)'\''))
            return TryReadBareUrl(out url);
        _at = text;
        return TryReadString(out url);
    }

    private void SkipComment()
    {
        int end = _css[(_at + 2)..].IndexOf("*/"u8);
        _at = end < 0 ? _css.Length : _at + end + 4;
    }

    /// <summary>A quoted string; false if a line break ends it, which makes it a bad string.</summary>
    private bool TryReadString(out ReadOnlySpan<byte> text)
    {
        byte quote = _css[_at++];
        _text.Length = 0;
        while (true)
        {
            int start = _at, end = _css[_at..].IndexOfAny([quote, (byte)'\\', (byte)'\n', (byte)'\r', (byte)'\f']);
            _at = end < 0 ? _css.Length : _at + end;
            text = _css[start.._at];
            bool isEnd = _at == _css.Length || _css[_at] == quote;
            if (!isEnd || _text.Length > 0)
            {
                _text.Append(text);
                text = _text.Written;
            }

            if (isEnd)
            {
                _at = Math.Min(_at + 1, _css.Length);
                return true;
            }

            if (_css[_at] != '\\')
                return false;
            ReadEscapeInString();
        }
    }

    private void ReadEscapeInString()
    {
        if (IsEscape(_at) && _at + 1 < _css.Length)
        {
            ReadEscape();
            return;
        }

        // A backslash before a line break (or the end) is nothing; CRLF is one break.
        _at++;
        if (_at < _css.Length)
            _at += _css[_at] == '\r' && Peek(1) == '\n' ? 2 : 1;
    }

    /// <summary>The rest of a <c>url(</c> without quotes; false for a bad url, of which nothing is left unread.</summary>
    private bool TryReadBareUrl(out ReadOnlySpan<byte> url)
    {
        _text.Length = 0;
        url = default;
        SkipWhitespace();
        while (_at < _css.Length && _css[_at] != ')')
        {
            byte c = _css[_at];
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
                ReadEscape();
            }
            else if (c is (byte)'"' or (byte)'\'' or (byte)'(' or 0x0B or 0x7F or (> 0 and < (byte)' '))
            {
                return SkipBadUrl();
            }
            else
            {
                _text.Append(c);
                _at++;
            }
        }

        _at = Math.Min(_at + 1, _css.Length);
        url = _text.Written;
        return true;
    }

    private bool SkipBadUrl()
    {
        while (_at < _css.Length && _css[_at++] != ')')
        {
            if (_at < _css.Length && _css[_at - 1] == '\\')
                _at++;
        }

        return false;
    }

    private ReadOnlySpan<byte> WithoutNul(ReadOnlySpan<byte> url)
    {
        byte[] copy = url.ToArray();
        _text.Length = 0;
        foreach (byte c in copy)
            _text.Append(c == 0 ? "\uFFFD"u8 : [c]);
        return _text.Written;
    }
}
