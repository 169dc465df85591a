using System.Runtime.CompilerServices;

namespace Tutorial.Net;

internal sealed partial class TagTokenizer
{
    // Sets of bytes below 64, as bits: every byte that ends something inside a tag is one.
    private const ulong WhiteSpace = 1UL << '\t' | 1UL << '\n' | 1UL << '\f' | 1UL << '\r' | 1UL << ' ';
    private const ulong TagNameEnd = WhiteSpace | 1UL << '/' | 1UL << '>';
    private const ulong AttributeNameEnd = TagNameEnd | 1UL << '=';
    private const ulong UnquotedEnd = WhiteSpace | 1UL << '>';

    /// <summary>Where in the bytes at hand the name or value being read begins.</summary>
    private int _mark;
    /// <summary>Attributes of this tag to keep.</summary>
    private ulong _wanted;
    /// <summary>Whether this tag's attributes are looked at by name at all.</summary>
    private bool _looksAtNames;

    /// <summary>Reads on inside a tag; true when it is whole and worth reporting.</summary>
    private bool ScanTag(ReadOnlySpan<byte> data)
    {
        int pos = _pos;
        TokenizerState state = _state;
        while (pos < data.Length)
        {
            switch (state)
            {
                case TokenizerState.TagName:
                    pos = IndexOfAny(data, pos, TagNameEnd);
                    if (pos == data.Length)
                        break;
                    EndTagName(data, pos);
                    goto case TokenizerState.BeforeAttributeName;

                case TokenizerState.BeforeAttributeName:
                    state = TokenizerState.BeforeAttributeName;
                    pos = SkipWhiteSpace(data, pos);
                    if (pos == data.Length)
                        break;
                    byte b = data[pos];
                    if (b == '>')
                    {
                        _pos = pos + 1;
                        return FinishTag(data);
                    }

                    _mark = pos++;
                    state = b == '/' ? TokenizerState.SelfClosingStartTag : TokenizerState.AttributeName;
                    break;

                case TokenizerState.SelfClosingStartTag:
                    Tag.IsSelfClosing = data[pos] == '>';
                    goto case TokenizerState.BeforeAttributeName;

                case TokenizerState.AttributeName:
                    pos = IndexOfAny(data, pos, AttributeNameEnd);
                    if (pos == data.Length)
                        break;
                    if (_looksAtNames)
                        Tag.EndAttributeName(data, _mark, pos, _interest, _wanted);
                    goto case TokenizerState.AfterAttributeName;

                case TokenizerState.AfterAttributeName:
                    (pos, state) = ScanAfterAttributeName(data, pos);
                    break;

                case TokenizerState.BeforeAttributeValue:
                    (pos, state) = ScanBeforeAttributeValue(data, pos);
                    break;

                default:
                    int end = IndexOfValueEnd(data, pos, state);
                    if (end == data.Length)
                    {
                        pos = end;
                        break;
                    }

                    EndAttribute(data, _mark, end);
                    pos = state == TokenizerState.AttributeValueUnquoted ? end : end + 1;
                    state = TokenizerState.BeforeAttributeName;
                    break;
            }
        }

        _pos = pos;
        _state = state;
        return false;
    }

    private void EndTagName(ReadOnlySpan<byte> data, int pos)
    {
        Tag.EndName(data, _mark, pos);
        if (!Tag.IsEndTag)
            LookAtAttributes(_interest.Wanted(Tag.Element, _feedback.IsInForeign));
    }

    private void LookAtAttributes(ulong wanted)
    {
        _wanted = wanted;
        _looksAtNames = _reportAll || !_interest.IsNothing(wanted);
        Tag.SkipAttributes();
    }

    /// <summary>An end tag's attributes mean nothing.</summary>
    private void IgnoreAttributes()
    {
        _looksAtNames = false;
        Tag.SkipAttributes();
    }

    private (int, TokenizerState) ScanAfterAttributeName(ReadOnlySpan<byte> data, int pos)
    {
        pos = SkipWhiteSpace(data, pos);
        if (pos == data.Length)
            return (pos, TokenizerState.AfterAttributeName);
        if (data[pos] == '=')
            return (pos + 1, TokenizerState.BeforeAttributeValue);
        EndAttribute(data, pos, pos);
        return (pos, TokenizerState.BeforeAttributeName);
    }

    private (int, TokenizerState) ScanBeforeAttributeValue(ReadOnlySpan<byte> data, int pos)
    {
        pos = SkipWhiteSpace(data, pos);
        if (pos == data.Length)
            return (pos, TokenizerState.BeforeAttributeValue);
        _mark = pos + 1;
        switch (data[pos])
        {
            case (byte)'"':
                return (pos + 1, TokenizerState.AttributeValueDoubleQuoted);
            case (byte)'\'':
                return (pos + 1, TokenizerState.AttributeValueSingleQuoted);
            case (byte)'>':
                EndAttribute(data, pos, pos);
                return (pos, TokenizerState.BeforeAttributeName);
            default:
                _mark = pos;
                return (pos, TokenizerState.AttributeValueUnquoted);
        }
    }

    private void EndAttribute(ReadOnlySpan<byte> data, int start, int end)
    {
        if (Tag.KeepsAttribute)
            Tag.EndAttribute(data, start, end);
    }

    private static int IndexOfValueEnd(ReadOnlySpan<byte> data, int pos, TokenizerState state)
    {
        if (state == TokenizerState.AttributeValueUnquoted)
            return IndexOfAny(data, pos, UnquotedEnd);
        int length = data[pos..].IndexOf((byte)(state == TokenizerState.AttributeValueDoubleQuoted ? '"' : '\''));
        return length < 0 ? data.Length : pos + length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int IndexOfAny(ReadOnlySpan<byte> data, int pos, ulong set)
    {
        while ((uint)pos < (uint)data.Length && !IsIn(set, data[pos]))
            pos++;
        return pos;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SkipWhiteSpace(ReadOnlySpan<byte> data, int pos)
    {
        while ((uint)pos < (uint)data.Length && IsIn(WhiteSpace, data[pos]))
            pos++;
        return pos;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsIn(ulong set, byte b) => b < 64 && (set >> b & 1) != 0;
}
