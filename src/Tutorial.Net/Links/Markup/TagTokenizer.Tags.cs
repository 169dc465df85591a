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
        // From state to state without a look back at the loop: an attribute costs no more than its searches.
        switch (_state)
        {
            case TokenizerState.TagName:
                pos = IndexOfAny(data, pos, TagNameEnd);
                if (pos == data.Length)
                    return Pause(TokenizerState.TagName, pos);
                EndTagName(data, pos);
                goto case TokenizerState.BeforeAttributeName;

            case TokenizerState.BeforeAttributeName:
                pos = SkipWhiteSpace(data, pos);
                if (pos == data.Length)
                    return Pause(TokenizerState.BeforeAttributeName, pos);
                if (data[pos] == '>')
                {
                    _pos = pos + 1;
                    return FinishTag(data);
                }

                _mark = pos++;
                if (data[_mark] != '/')
                    goto case TokenizerState.AttributeName;
                goto case TokenizerState.SelfClosingStartTag;

            case TokenizerState.SelfClosingStartTag:
                if (pos == data.Length)
                    return Pause(TokenizerState.SelfClosingStartTag, pos);
                Tag.IsSelfClosing = data[pos] == '>';
                goto case TokenizerState.BeforeAttributeName;

            case TokenizerState.AttributeName:
                pos = IndexOfAny(data, pos, AttributeNameEnd);
                if (pos == data.Length)
                    return Pause(TokenizerState.AttributeName, pos);
                if (_looksAtNames)
                    Tag.EndAttributeName(data, _mark, pos, _interest, _wanted);
                goto case TokenizerState.AfterAttributeName;

            case TokenizerState.AfterAttributeName:
                pos = SkipWhiteSpace(data, pos);
                if (pos == data.Length)
                    return Pause(TokenizerState.AfterAttributeName, pos);
                if (data[pos] == '=')
                {
                    pos++;
                    goto case TokenizerState.BeforeAttributeValue;
                }

                EndAttribute(data, pos, pos);
                goto case TokenizerState.BeforeAttributeName;

            case TokenizerState.BeforeAttributeValue:
                pos = SkipWhiteSpace(data, pos);
                if (pos == data.Length)
                    return Pause(TokenizerState.BeforeAttributeValue, pos);
                _mark = pos + 1;
                if (data[pos] == '"')
                {
                    pos++;
                    goto case TokenizerState.AttributeValueDoubleQuoted;
                }

                if (data[pos] == '\'')
                {
                    pos++;
                    goto case TokenizerState.AttributeValueSingleQuoted;
                }

                _mark = pos;
                if (data[pos] != '>')
                    goto default;
                EndAttribute(data, pos, pos);
                goto case TokenizerState.BeforeAttributeName;

            case TokenizerState.AttributeValueDoubleQuoted:
                pos = IndexOf(data, pos, (byte)'"');
                if (pos == data.Length)
                    return Pause(TokenizerState.AttributeValueDoubleQuoted, pos);
                EndAttribute(data, _mark, pos);
                pos++;
                goto case TokenizerState.BeforeAttributeName;

            case TokenizerState.AttributeValueSingleQuoted:
                pos = IndexOf(data, pos, (byte)'\'');
                if (pos == data.Length)
                    return Pause(TokenizerState.AttributeValueSingleQuoted, pos);
                EndAttribute(data, _mark, pos);
                pos++;
                goto case TokenizerState.BeforeAttributeName;

            default:
                pos = IndexOfAny(data, pos, UnquotedEnd);
                if (pos == data.Length)
                    return Pause(TokenizerState.AttributeValueUnquoted, pos);
                EndAttribute(data, _mark, pos);
                goto case TokenizerState.BeforeAttributeName;
        }
    }

    private bool Pause(TokenizerState state, int pos)
    {
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
    }

    private void EndAttribute(ReadOnlySpan<byte> data, int start, int end)
    {
        if (Tag.KeepsAttribute)
            Tag.EndAttribute(data, start, end);
    }

    private static int IndexOf(ReadOnlySpan<byte> data, int pos, byte value)
    {
        int length = data[pos..].IndexOf(value);
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
