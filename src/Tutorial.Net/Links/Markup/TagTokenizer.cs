using System.Runtime.CompilerServices;

namespace Tutorial.Net;

/// <summary>
/// The tokenizer of the HTML standard over ASCII-compatible bytes, cut down to tags: character data is skipped at the speed of a
/// search for the next <c>&lt;</c>, comments and doctypes are skipped, and of the attributes only the wanted ones are kept.
/// </summary>
/// <remarks>
/// <para>It can be stopped after any byte and goes on from there, so each byte is looked at once and none must be kept: what of a
/// tag has been read when the bytes run out moves to its <see cref="CurrentTag"/>.</para>
/// <para>NUL, CR and character references stay in names and values as they are; whoever decodes a value deals with them.</para>
/// </remarks>
internal sealed partial class TagTokenizer : IDisposable
{
    private readonly TagInterest _interest;
    private readonly bool _reportAll;
    private readonly TreeFeedback _feedback = new();
    private TokenizerState _state = TokenizerState.Data;
    private Stops _stops;
    private int _pos;
    /// <summary>Position in the stream of the first byte at hand.</summary>
    private long _origin;
    /// <summary>Position in the stream of the last <c>&lt;</c> that may begin a tag.</summary>
    private long _lessThan;

    /// <param name="interest">What to look at.</param>
    /// <param name="maxValueLength">The longest value that is kept.</param>
    /// <param name="reportAll">Whether to report every tag with every attribute.</param>
    /// <param name="isXml">Whether the page is XHTML.</param>
    public TagTokenizer(TagInterest interest, int maxValueLength, bool reportAll = false, bool isXml = false)
    {
        _interest = interest;
        _reportAll = reportAll;
        IsXml = isXml;
        Tag = new CurrentTag(maxValueLength, reportAll);
    }

    /// <summary>Whether every element may end where it begins, and CDATA sections stand everywhere. The rest is HTML's.</summary>
    public bool IsXml { get; }

    private CurrentTag Tag { get; }

    /// <summary>Values dropped so far because they were longer than the limit.</summary>
    public long SkippedValues => Tag.SkippedValues;

    /// <summary>Who wants the character data; null skips it.</summary>
    public ITextSink? Text { get; set; }

    /// <summary>Open elements from the outermost svg or math on: below this number, the tag that closed one is reported. 0: none.</summary>
    public int ReportBelow { get; set; }

    /// <summary>How many elements are open from the outermost svg or math on.</summary>
    public int ForeignDepth => _feedback.Depth;

    /// <summary>Whether an HTML template is open.</summary>
    public bool IsInTemplate => _feedback.IsInTemplate;

    /// <summary>Skips bytes that are no part of the page: a byte order mark.</summary>
    public void Skip(int count) => _origin += count;

    /// <summary>Position in the stream of the last <c>&lt;</c> that may begin a tag.</summary>
    public long LastLessThan => _lessThan;

    /// <summary>
    /// Reads on until a tag is whole that is worth reporting (true), or all of <paramref name="data"/> is used up (false).
    /// After true the next call continues in the same bytes, which may have more behind them by then; after false it begins with
    /// those that follow.
    /// </summary>
    public bool Read(ReadOnlySpan<byte> data)
    {
        while (_pos < data.Length)
        {
            if (ScanState(data))
                return true;
        }

        Suspend(data);
        _stops = default;
        _origin += data.Length;
        _pos = 0;
        return false;
    }

    /// <summary>The tag that <see cref="Read"/> found in <paramref name="data"/>, the same bytes; valid until its next call.</summary>
    public TagView View(ReadOnlySpan<byte> data) => new(Tag, data);

    /// <summary>Ends the bytes at hand with the tag that <see cref="Read"/> found, and returns those up to there.</summary>
    public ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> data)
    {
        data = data[.._pos];
        Read(data);
        return data;
    }

    /// <summary>No more bytes will come: what looked like the beginning of a tag was text.</summary>
    public void Complete()
    {
        switch (_state)
        {
            case TokenizerState.TagOpen or TokenizerState.RawTextLessThan:
                Text?.Append("<"u8);
                break;
            case TokenizerState.EndTagOpen:
                Text?.Append("</"u8);
                break;
            case TokenizerState.RawTextEndTagOpen:
                AppendNoEndTag();
                break;
            case TokenizerState.CDataSectionBracket:
                Text?.Append("]"u8);
                break;
            case TokenizerState.CDataSectionEnd:
                Text?.Append("]]"u8);
                break;
        }

        _state = TokenizerState.Data;
    }

    public void Dispose() => Tag.Dispose();

    private bool ScanState(ReadOnlySpan<byte> data)
    {
        switch (_state)
        {
            case TokenizerState.Data:
                return ScanData(data);
            case TokenizerState.TagOpen:
                return ScanTagOpen(data);
            case TokenizerState.EndTagOpen:
                return ScanEndTagOpen(data);
            case >= TokenizerState.TagName and <= TokenizerState.SelfClosingStartTag:
                return ScanTag(data);
            case TokenizerState.RawTextEndTagOpen:
                return ScanRawTextEndTag(data);
            case >= TokenizerState.RawText and <= TokenizerState.Plaintext:
                ScanRawText(data);
                return false;
            case >= TokenizerState.ScriptData:
                ScanScript(data);
                return false;
            default:
                ScanComment(data);
                return false;
        }
    }

    /// <summary>From tag to tag, as long as nothing but text is between them and no tag is worth reporting.</summary>
    private bool ScanData(ReadOnlySpan<byte> data)
    {
        do
        {
            if (Text is null && !_reportAll && !_feedback.IsInForeign)
            {
                if (ScanPlain(data))
                    return true;
                if (_state != TokenizerState.Data)
                    return false;
            }

            int start = _pos, lessThan = IndexOf(data, start, (byte)'<');
            Text?.Append(data[start..lessThan]);
            _pos = lessThan;
            if (lessThan == data.Length)
                return false;
            _lessThan = _origin + lessThan;
            _pos++;
            _state = TokenizerState.TagOpen;
            if (_pos < data.Length && ScanTagOpen(data))
                return true;
        }
        while (_state == TokenizerState.Data && _pos < data.Length);
        return false;
    }

    private bool ScanTagOpen(ReadOnlySpan<byte> data)
    {
        byte b = data[_pos];
        if (IsLetter(b))
            return ScanTagName(data, isEndTag: false);

        switch (b)
        {
            case (byte)'/':
                _pos++;
                _state = TokenizerState.EndTagOpen;
                return _pos < data.Length && ScanEndTagOpen(data);
            case (byte)'!':
                _pos++;
                _match = 0;
                Text?.Break(references: true);
                _state = TokenizerState.MarkupDeclarationOpen;
                return false;
            case (byte)'?':
                Text?.Break(references: true);
                _state = TokenizerState.BogusComment;
                return false;
            default:
                Text?.Append("<"u8);
                _state = TokenizerState.Data;
                return false;
        }
    }

    private bool ScanEndTagOpen(ReadOnlySpan<byte> data)
    {
        byte b = data[_pos];
        if (IsLetter(b))
            return ScanTagName(data, isEndTag: true);
        Text?.Break(references: true);
        _state = TokenizerState.BogusComment;
        if (b == '>')
        {
            _pos++;
            _state = TokenizerState.Data;
        }

        return false;
    }

    /// <summary>
    /// The short way, while nobody wants the text: over tags that mean nothing with one look at the name, and through those that do,
    /// as long as they are written as nearly all are. Ends before what is not, which the states read. True as <see cref="Read"/>.
    /// </summary>
    private bool ScanPlain(ReadOnlySpan<byte> data)
    {
        ref Stops stops = ref _stops;
        int pos = _pos;
        while (true)
        {
            int lessThan = _pos = stops.LessThan(data, pos), name = lessThan + 1;
            if (name >= data.Length)
                return false;
            bool isEndTag = data[name] == '/';
            name += isEndTag ? 1 : 0;
            int end = stops.NameEnd(data, name);
            if (end == data.Length || !IsLetter(data[name]) || !IsIn(TagNameEnd, data[end]))
                return false;
            HtmlElement element = HtmlElements.Find(data[name..], end - name);
            pos = end;
            if (_interest.Ignores(element, isEndTag))
            {
                while (stops.TryReadAttribute(data, pos, out _, out int close))
                    pos = close + 1;
                if (!IsClosed(data, ref pos, out _))
                    return false;
                continue;
            }

            BeginTag(element, lessThan, name, end, isEndTag);
            while (stops.TryReadAttribute(data, pos, out int equals, out int close))
            {
                if (_looksAtNames)
                    Tag.TakeWhole(data, pos + 1, equals, close, _interest, _wanted);
                pos = close + 1;
            }

            _pos = pos;
            if (!IsClosed(data, ref pos, out bool isSelfClosing))
            {
                _state = TokenizerState.BeforeAttributeName;
                return ScanTag(data);
            }

            Tag.IsSelfClosing = isSelfClosing;
            _pos = pos;
            if (FinishTag(data))
                return true;
            if (_state != TokenizerState.Data || _feedback.IsInForeign)
                return false;
        }
    }

    /// <summary>Whether the tag ends at <paramref name="pos"/>, which is then behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsClosed(ReadOnlySpan<byte> data, ref int pos, out bool isSelfClosing)
    {
        isSelfClosing = false;
        int close = pos;
        if (close < data.Length && data[close] != '>')
        {
            close += data[close] == ' ' ? 1 : 0;
            isSelfClosing = close < data.Length && data[close] == '/';
            close += isSelfClosing ? 1 : 0;
        }

        if (close >= data.Length || data[close] != '>')
            return false;
        pos = close + 1;
        return true;
    }

    /// <summary>At the first letter of a tag's name.</summary>
    private bool ScanTagName(ReadOnlySpan<byte> data, bool isEndTag)
    {
        Text?.Break(references: true);
        int start = _pos, end = IndexOfAny(data, start, TagNameEnd);
        if (end == data.Length)
        {
            Tag.Begin(_lessThan, isEndTag);
            _looksAtNames = false;
            _mark = start;
            return Pause(TokenizerState.TagName, end);
        }

        BeginTag(HtmlElements.Find(data[start..], end - start), (int)(_lessThan - _origin), start, end, isEndTag);
        _pos = end;
        _state = TokenizerState.BeforeAttributeName;
        return ScanTag(data);
    }

    private void BeginTag(HtmlElement element, int lessThan, int name, int nameEnd, bool isEndTag)
    {
        _lessThan = _origin + lessThan;
        Tag.Begin(_lessThan, isEndTag);
        Tag.SetName(element, name, nameEnd);
        _looksAtNames = false;
        if (!isEndTag)
            LookAtAttributes(_interest.Wanted(element, _feedback.IsInForeign));
    }

    /// <summary>The tag is whole: tells the tree, switches the state, and says whether the tag is worth reporting.</summary>
    private bool FinishTag(ReadOnlySpan<byte> data)
    {
        _state = TokenizerState.Data;
        HtmlElement element = Tag.Element;
        if (Tag.IsEndTag)
        {
            Tag.Namespace = _feedback.EndTag(View(data));
            return _reportAll || _interest.Watches(element, isEndTag: true) || _feedback.Depth < ReportBelow;
        }

        ElementTraits traits = HtmlElements.Traits(element);
        Tag.Namespace = _feedback.StartTag(View(data), traits);
        if (IsXml && Tag.IsSelfClosing && Tag.Namespace == MarkupNamespace.Html)
            _feedback.EndTag(View(data));
        else if ((traits & ElementTraits.SwitchesTokenizer) != 0 && Tag.Namespace == MarkupNamespace.Html)
            EnterRawText(element, traits);
        return _reportAll || Tag.Count > 0 || _interest.Watches(element, isEndTag: false) || _feedback.Depth < ReportBelow;
    }

    /// <summary>The bytes at hand are used up: moves what of a tag lies in them to where it stays.</summary>
    private void Suspend(ReadOnlySpan<byte> data)
    {
        if (_state is < TokenizerState.TagName or > TokenizerState.SelfClosingStartTag)
            return;
        // The unfinished piece last: what follows of it must follow it.
        Tag.KeepWhole(data);
        if (_state == TokenizerState.TagName || (_state == TokenizerState.AttributeName && _looksAtNames))
            Tag.KeepName(data, _mark);
        else if (_state is >= TokenizerState.AttributeValueDoubleQuoted and <= TokenizerState.AttributeValueUnquoted && Tag.KeepsAttribute)
            Tag.KeepValue(data, _mark);
        _mark = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsLetter(byte b) => (uint)((b | 0x20) - 'a') <= 'z' - 'a';
}
