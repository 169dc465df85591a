using System.Text;

namespace Tutorial.Net;

internal sealed partial class TagTokenizer
{
    /// <summary>The element whose end tag ends the raw text, and its name.</summary>
    private HtmlElement _rawElement;
    private byte[] _rawName = [];
    /// <summary>What may be that name, as it stands in the page.</summary>
    private byte[] _typed = [];
    /// <summary>The state to go back to when it is not that end tag.</summary>
    private TokenizerState _rawState;

    /// <summary>Puts the tokenizer into the state that a fragment's context element asks for.</summary>
    public void Enter(TokenizerState state, string lastStartTag)
    {
        SetRawName(lastStartTag);
        _rawElement = HtmlElements.Find(_rawName);
        _state = state;
    }

    private void EnterRawText(HtmlElement element, ElementTraits traits)
    {
        if (_rawElement != element)
        {
            _rawElement = element;
            SetRawName(HtmlElements.Name(element));
        }

        Text?.Break(references: (traits & ElementTraits.RcData) != 0);

        _state = (traits & ElementTraits.SwitchesTokenizer) switch
        {
            ElementTraits.Script => TokenizerState.ScriptData,
            ElementTraits.Plaintext => TokenizerState.Plaintext,
            _ => TokenizerState.RawText,
        };
    }

    private void SetRawName(string name)
    {
        _rawName = Encoding.ASCII.GetBytes(name);
        _typed = new byte[_rawName.Length];
    }

    private void ScanRawText(ReadOnlySpan<byte> data)
    {
        switch (_state)
        {
            case TokenizerState.RawText:
                int start = _pos;
                bool found = SkipTo(data, (byte)'<');
                Text?.Append(data[start.._pos]);
                if (found)
                    ConsumeLessThan(TokenizerState.RawTextLessThan);
                break;
            case TokenizerState.RawTextLessThan when data[_pos] == '/':
                ConsumeSlash(TokenizerState.RawText);
                break;
            case TokenizerState.RawTextLessThan:
                Text?.Append("<"u8);
                _state = TokenizerState.RawText;
                break;
            default:
                Text?.Append(data[_pos..]);
                _pos = data.Length;
                break;
        }
    }

    private void ConsumeLessThan(TokenizerState next)
    {
        _lessThan = _origin + _pos;
        Consume(next);
    }

    private void ConsumeSlash(TokenizerState onMismatch)
    {
        _match = 0;
        _rawState = onMismatch;
        Consume(TokenizerState.RawTextEndTagOpen);
    }

    /// <summary>After <c>&lt;/</c> in raw text: only the end tag of the element itself counts.</summary>
    private bool ScanRawTextEndTag(ReadOnlySpan<byte> data)
    {
        byte b = data[_pos];
        if (_match < _rawName.Length)
        {
            // "|" folds case; the names hold letters only, so nothing else becomes one of theirs.
            if ((b | 0x20) == _rawName[_match] && IsLetter(b))
            {
                _typed[_match++] = b;
                _pos++;
                return false;
            }
        }
        else if (IsIn(TagNameEnd, b) && _match > 0)
        {
            Text?.Break(references: true);
            Tag.Begin(_lessThan, isEndTag: true);
            Tag.SetName(_rawElement, 0, 0);
            _looksAtNames = false;
            _state = TokenizerState.BeforeAttributeName;
            return ScanTag(data);
        }

        AppendNoEndTag();
        _state = _rawState;
        return false;
    }

    /// <summary>What looked like the end tag was text; a script's is nobody's.</summary>
    private void AppendNoEndTag()
    {
        if (_rawState != TokenizerState.RawText)
            return;
        Text?.Append("</"u8);
        Text?.Append(_typed.AsSpan(0, _match));
    }
}
