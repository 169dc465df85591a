namespace Tutorial.Net;

internal sealed partial class TagTokenizer
{
    /// <summary>How much of <c>[CDATA[</c>, of an end tag's name or of "script" has been seen.</summary>
    private int _match;

    private static ReadOnlySpan<byte> CDataOpen => "[CDATA["u8;

    private void ScanComment(ReadOnlySpan<byte> data)
    {
        switch (_state)
        {
            case TokenizerState.MarkupDeclarationOpen:
                ScanMarkupDeclarationOpen(data);
                break;
            case TokenizerState.BogusComment:
                if (SkipTo(data, (byte)'>'))
                    Consume(TokenizerState.Data);
                break;
            case TokenizerState.Comment:
                if (SkipTo(data, (byte)'-'))
                    Consume(TokenizerState.CommentEndDash);
                break;
            case TokenizerState.CDataSection:
                ScanCDataSection(data);
                break;
            case TokenizerState.CDataSectionBracket or TokenizerState.CDataSectionEnd:
                ScanCDataSectionEnd(data[_pos]);
                break;
            default:
                ScanCommentEdge(data[_pos]);
                break;
        }
    }

    /// <summary>
    /// <c>--</c> opens a comment, <c>[CDATA[</c> in foreign content and in XML a CDATA section, all else a bogus comment: a doctype,
    /// too, ends at the first <c>&gt;</c>, even inside its quotes.
    /// </summary>
    private void ScanMarkupDeclarationOpen(ReadOnlySpan<byte> data)
    {
        byte b = data[_pos];
        if (_match == 0 && b == '-')
        {
            _match = -1;
            _pos++;
        }
        else if (_match == -1)
        {
            _state = b == '-' ? TokenizerState.CommentStart : TokenizerState.BogusComment;
            _pos += b == '-' ? 1 : 0;
        }
        else if (b == CDataOpen[_match] && (IsXml || _feedback.AllowsCData))
        {
            _pos++;
            if (++_match == CDataOpen.Length)
            {
                Text?.Break(references: false);
                _state = TokenizerState.CDataSection;
            }
        }
        else
        {
            _state = TokenizerState.BogusComment;
        }
    }

    /// <summary>One byte near the beginning or the end of a comment.</summary>
    private void ScanCommentEdge(byte b)
    {
        (bool consume, TokenizerState next) = (_state, b) switch
        {
            (TokenizerState.CommentStart or TokenizerState.CommentStartDash, (byte)'>') => (true, TokenizerState.Data),
            (TokenizerState.CommentStart, (byte)'-') => (true, TokenizerState.CommentStartDash),
            (TokenizerState.CommentStartDash or TokenizerState.CommentEndDash, (byte)'-') => (true, TokenizerState.CommentEnd),
            (TokenizerState.CommentEnd or TokenizerState.CommentEndBang, (byte)'>') => (true, TokenizerState.Data),
            (TokenizerState.CommentEnd, (byte)'-') => (true, TokenizerState.CommentEnd),
            (TokenizerState.CommentEnd, (byte)'!') => (true, TokenizerState.CommentEndBang),
            (TokenizerState.CommentEndBang, (byte)'-') => (true, TokenizerState.CommentEndDash),
            _ => (false, TokenizerState.Comment),
        };
        _state = next;
        if (consume)
            _pos++;
    }

    private void ScanCDataSection(ReadOnlySpan<byte> data)
    {
        int start = _pos;
        bool found = SkipTo(data, (byte)']');
        Text?.Append(data[start.._pos]);
        if (found)
            Consume(TokenizerState.CDataSectionBracket);
    }

    private void ScanCDataSectionEnd(byte b)
    {
        if (b == ']')
        {
            if (_state == TokenizerState.CDataSectionEnd)
                Text?.Append("]"u8);
            Consume(TokenizerState.CDataSectionEnd);
        }
        else if (b == '>' && _state == TokenizerState.CDataSectionEnd)
        {
            Text?.Break(references: true);
            Consume(TokenizerState.Data);
        }
        else
        {
            Text?.Append(_state == TokenizerState.CDataSectionEnd ? "]]"u8 : "]"u8);
            _state = TokenizerState.CDataSection;
        }
    }

    private bool SkipTo(ReadOnlySpan<byte> data, byte value)
    {
        int length = data[_pos..].IndexOf(value);
        _pos = length < 0 ? data.Length : _pos + length;
        return length >= 0;
    }

    private void Consume(TokenizerState next)
    {
        _pos++;
        _state = next;
    }
}
