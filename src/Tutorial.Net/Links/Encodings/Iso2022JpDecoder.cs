using System.Text;

namespace Tutorial.Net;

/// <summary>The states of the Encoding Standard's ISO-2022-JP decoder, so that it may stop after any byte.</summary>
/// <param name="eucJp">EUC-JP, whose bytes are those of JIS X 0208 with the high bit set.</param>
internal sealed class Iso2022JpDecoder(Encoding eucJp) : Decoder
{
    /// <summary>The most chars that one byte, or the end, can bring.</summary>
    public const int MostAtOnce = 4;

    private const int End = -1;
    private const char Malformed = '\uFFFD';

    private State _state;
    private State _output;
    private int _lead;
    /// <summary>Whether an escape was the last that came: one after it is an error.</summary>
    private bool _escaped;

    private enum State : byte
    {
        Ascii,
        Roman,
        Katakana,
        Lead,
        Trail,
        EscapeStart,
        Escape,
    }

    public override void Reset()
    {
        _state = _output = State.Ascii;
        _lead = 0;
        _escaped = false;
    }

    public override int GetCharCount(byte[] bytes, int index, int count) => throw new NotSupportedException("Only Convert is used.");

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        throw new NotSupportedException("Only Convert is used.");

    public override void Convert(
        ReadOnlySpan<byte> bytes, Span<char> chars, bool flush, out int bytesUsed, out int charsUsed, out bool completed)
    {
        bytesUsed = charsUsed = 0;
        while (bytesUsed < bytes.Length && chars.Length - charsUsed >= MostAtOnce)
            Decode(bytes[bytesUsed++], chars, ref charsUsed);
        completed = bytesUsed == bytes.Length && (!flush || chars.Length - charsUsed >= MostAtOnce);
        if (!flush || !completed)
            return;
        Decode(End, chars, ref charsUsed);
        Reset();
    }

    private void Decode(int value, Span<char> chars, ref int count)
    {
        switch (_state)
        {
            case State.EscapeStart when value is '$' or '(':
                _lead = value;
                _state = State.Escape;
                break;
            case State.EscapeStart:
                Fail(chars, ref count);
                Decode(value, chars, ref count);
                break;
            case State.Escape when Target(value) is { } target:
                bool again = _escaped;
                _state = _output = target;
                _escaped = true;
                if (again)
                    chars[count++] = Malformed;
                break;
            case State.Escape:
                Fail(chars, ref count);
                Decode(_lead, chars, ref count);
                Decode(value, chars, ref count);
                break;
            case State.Trail:
                _state = value == 0x1B ? State.EscapeStart : State.Lead;
                chars[count++] = value is >= 0x21 and <= 0x7E ? Kanji(_lead, value) : Malformed;
                break;
            default:
                DecodeFirst(value, chars, ref count);
                break;
        }
    }

    /// <summary>A byte between characters.</summary>
    private void DecodeFirst(int value, Span<char> chars, ref int count)
    {
        if (value == End)
            return;
        if (value == 0x1B)
        {
            _state = State.EscapeStart;
            return;
        }

        _escaped = false;
        bool plain = value < 0x80 && value is not (0x0E or 0x0F);
        if (_state == State.Lead && value is >= 0x21 and <= 0x7E)
        {
            _lead = value;
            _state = State.Trail;
            return;
        }

        chars[count++] = (_state, value) switch
        {
            (State.Katakana, >= 0x21 and <= 0x5F) => (char)(0xFF61 - 0x21 + value),
            (State.Roman, '\\') => '\u00A5',
            (State.Roman, '~') => '\u203E',
            (State.Ascii or State.Roman, _) when plain => (char)value,
            _ => Malformed,
        };
    }

    private void Fail(Span<char> chars, ref int count)
    {
        _escaped = false;
        _state = _output;
        chars[count++] = Malformed;
    }

    private State? Target(int value) => (_lead, value) switch
    {
        ('(', 'B') => State.Ascii,
        ('(', 'J') => State.Roman,
        ('(', 'I') => State.Katakana,
        ('$', '@' or 'B') => State.Lead,
        _ => null,
    };

    private char Kanji(int lead, int trail)
    {
        Span<char> chars = stackalloc char[4];
        int count = eucJp.GetChars([(byte)(lead | 0x80), (byte)(trail | 0x80)], chars);
        return count == 1 && !char.IsBetween(chars[0], '\uE000', '\uF8FF') ? chars[0] : Malformed;
    }
}
