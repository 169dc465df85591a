using System.Buffers;

namespace Tutorial.Net;

internal sealed partial class TagTokenizer
{
    private static readonly SearchValues<byte> DashOrLessThan = SearchValues.Create("-<"u8);

    private static ReadOnlySpan<byte> ScriptName => "script"u8;

    /// <summary>Inside a script. Its text is nobody's: no link is in it.</summary>
    private void ScanScript(ReadOnlySpan<byte> data)
    {
        switch (_state)
        {
            case TokenizerState.ScriptData:
                if (SkipTo(data, (byte)'<'))
                    ConsumeLessThan(TokenizerState.ScriptDataLessThan);
                break;
            case TokenizerState.ScriptDataEscaped or TokenizerState.ScriptDataDoubleEscaped:
                int length = data[_pos..].IndexOfAny(DashOrLessThan);
                _pos = length < 0 ? data.Length : _pos + length;
                if (length >= 0)
                    ScanEscapedDash(data[_pos]);
                break;
            case TokenizerState.ScriptDataEscapedDash or TokenizerState.ScriptDataEscapedDashDash
                or TokenizerState.ScriptDataDoubleEscapedDash or TokenizerState.ScriptDataDoubleEscapedDashDash:
                ScanEscapedDash(data[_pos]);
                break;
            case TokenizerState.ScriptDataDoubleEscapeStart or TokenizerState.ScriptDataDoubleEscapeEnd:
                ScanDoubleEscapeName(data[_pos]);
                break;
            default:
                ScanScriptLessThan(data[_pos]);
                break;
        }
    }

    /// <summary>After a <c>&lt;</c>, or after <c>&lt;!</c> and <c>&lt;!-</c>.</summary>
    private void ScanScriptLessThan(byte b)
    {
        switch (_state, b)
        {
            case (TokenizerState.ScriptDataLessThan, (byte)'/'):
                ConsumeSlash(TokenizerState.ScriptData);
                break;
            case (TokenizerState.ScriptDataLessThan, (byte)'!'):
                Consume(TokenizerState.ScriptDataEscapeStart);
                break;
            case (TokenizerState.ScriptDataEscapeStart, (byte)'-'):
                Consume(TokenizerState.ScriptDataEscapeStartDash);
                break;
            case (TokenizerState.ScriptDataEscapeStartDash, (byte)'-'):
                Consume(TokenizerState.ScriptDataEscapedDashDash);
                break;
            case (TokenizerState.ScriptDataEscapedLessThan, (byte)'/'):
                ConsumeSlash(TokenizerState.ScriptDataEscaped);
                break;
            case (TokenizerState.ScriptDataEscapedLessThan, _):
                _match = 0;
                _state = IsLetter(b) ? TokenizerState.ScriptDataDoubleEscapeStart : TokenizerState.ScriptDataEscaped;
                break;
            case (TokenizerState.ScriptDataDoubleEscapedLessThan, (byte)'/'):
                _match = 0;
                Consume(TokenizerState.ScriptDataDoubleEscapeEnd);
                break;
            case (TokenizerState.ScriptDataDoubleEscapedLessThan, _):
                _state = TokenizerState.ScriptDataDoubleEscaped;
                break;
            default:
                _state = TokenizerState.ScriptData;
                break;
        }
    }

    /// <summary>Inside <c>&lt;!--</c>, at a dash, a <c>&lt;</c>, or the byte after a dash.</summary>
    private void ScanEscapedDash(byte b)
    {
        bool twice = _state >= TokenizerState.ScriptDataDoubleEscaped;
        bool afterOne = _state is TokenizerState.ScriptDataEscapedDash or TokenizerState.ScriptDataDoubleEscapedDash;
        bool afterTwo = _state is TokenizerState.ScriptDataEscapedDashDash or TokenizerState.ScriptDataDoubleEscapedDashDash;
        if (b == '<' && twice)
            Consume(TokenizerState.ScriptDataDoubleEscapedLessThan);
        else if (b == '<')
            ConsumeLessThan(TokenizerState.ScriptDataEscapedLessThan);
        else if (b == '>' && afterTwo)
            Consume(TokenizerState.ScriptData);
        else if (b != '-')
            Consume(twice ? TokenizerState.ScriptDataDoubleEscaped : TokenizerState.ScriptDataEscaped);
        else if (afterOne || afterTwo)
            Consume(twice ? TokenizerState.ScriptDataDoubleEscapedDashDash : TokenizerState.ScriptDataEscapedDashDash);
        else
            Consume(twice ? TokenizerState.ScriptDataDoubleEscapedDash : TokenizerState.ScriptDataEscapedDash);
    }

    /// <summary>A name after <c>&lt;</c> or <c>&lt;/</c> inside <c>&lt;!--</c>: "script" opens or closes the inner script.</summary>
    private void ScanDoubleEscapeName(byte b)
    {
        bool opens = _state == TokenizerState.ScriptDataDoubleEscapeStart;
        if (IsLetter(b))
        {
            // -1: another name. A letter after "script" makes it one, too.
            _match = _match >= 0 && _match < ScriptName.Length && (b | 0x20) == ScriptName[_match] ? _match + 1 : -1;
            _pos++;
        }
        else if (IsIn(TagNameEnd, b))
        {
            bool inner = opens == (_match == ScriptName.Length);
            Consume(inner ? TokenizerState.ScriptDataDoubleEscaped : TokenizerState.ScriptDataEscaped);
        }
        else
        {
            _state = opens ? TokenizerState.ScriptDataEscaped : TokenizerState.ScriptDataDoubleEscaped;
        }
    }
}
