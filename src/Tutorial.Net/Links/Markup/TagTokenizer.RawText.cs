using System.Text;

namespace Tutorial.Net;

internal sealed partial class TagTokenizer
{
    /// <summary>The element whose end tag ends the raw text, and its name.</summary>
    private HtmlElement _rawElement;
    private byte[] _rawName = [];
    /// <summary>The state to go back to when it is not that end tag.</summary>
    private TokenizerState _rawState;

    /// <summary>Puts the tokenizer into the state that a fragment's context element asks for.</summary>
    public void Enter(TokenizerState state, string lastStartTag)
    {
        _rawName = Encoding.ASCII.GetBytes(lastStartTag);
        _rawElement = HtmlElements.Find(_rawName);
        _state = state;
    }

    private void EnterRawText(HtmlElement element, ElementTraits traits)
    {
        if (_rawElement != element)
        {
            _rawElement = element;
            _rawName = Encoding.ASCII.GetBytes(HtmlElements.Name(element));
        }

        _state = (traits & ElementTraits.SwitchesTokenizer) switch
        {
            ElementTraits.Script => TokenizerState.ScriptData,
            ElementTraits.Plaintext => TokenizerState.Plaintext,
            _ => TokenizerState.RawText,
        };
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
                _match++;
                _pos++;
                return false;
            }
        }
        else if (IsIn(TagNameEnd, b) && _match > 0)
        {
            Tag.Begin(_lessThan, isEndTag: true);
            Tag.SetElement(_rawElement);
            IgnoreAttributes();
            _state = TokenizerState.BeforeAttributeName;
            return ScanTag(data);
        }

        Text?.Append("</"u8);
        Text?.Append(_rawName.AsSpan(0, _match));
        _state = _rawState;
        return false;
    }
}
