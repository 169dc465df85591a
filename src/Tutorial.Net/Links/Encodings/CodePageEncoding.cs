using System.Text;

namespace Tutorial.Net;

/// <summary>
/// A code page whose decoder makes what the Encoding Standard calls an error U+FFFD: .NET has private-use characters for bytes that
/// stand for nothing, and U+0080 for a stray 0x80.
/// </summary>
/// <param name="codePage">.NET's encoding.</param>
/// <param name="isShiftJis">Shift_JIS, where the standard has places for a user's own glyphs, and 0x80 is U+0080.</param>
internal sealed class CodePageEncoding(Encoding codePage, bool isShiftJis) : Encoding
{
    public override int GetByteCount(char[] chars, int index, int count) => codePage.GetByteCount(chars, index, count);

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        codePage.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetBytes(ReadOnlySpan<char> chars, Span<byte> bytes) => codePage.GetBytes(chars, bytes);

    public override int GetMaxByteCount(int charCount) => codePage.GetMaxByteCount(charCount);

    public override int GetMaxCharCount(int byteCount) => codePage.GetMaxCharCount(byteCount);

    public override int GetCharCount(byte[] bytes, int index, int count) => codePage.GetCharCount(bytes, index, count);

    public override int GetCharCount(ReadOnlySpan<byte> bytes) => codePage.GetCharCount(bytes);

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        int count = codePage.GetChars(bytes, chars);
        Correct(chars[..count]);
        return count;
    }

    public override Decoder GetDecoder() => new CorrectingDecoder(this, codePage.GetDecoder());

    private void Correct(Span<char> chars)
    {
        foreach (ref char c in chars)
        {
            if (isShiftJis ? c is >= '\uF8F0' and <= '\uF8F3' : c is '\u0080' or (>= '\uE000' and <= '\uF8FF'))
                c = '\uFFFD';
        }
    }

    private sealed class CorrectingDecoder(CodePageEncoding encoding, Decoder decoder) : Decoder
    {
        public override void Reset() => decoder.Reset();

        public override int GetCharCount(byte[] bytes, int index, int count) => decoder.GetCharCount(bytes, index, count);

        public override int GetCharCount(byte[] bytes, int index, int count, bool flush) => decoder.GetCharCount(bytes, index, count, flush);

        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
            GetChars(bytes, byteIndex, byteCount, chars, charIndex, flush: false);

        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex, bool flush)
        {
            int count = decoder.GetChars(bytes, byteIndex, byteCount, chars, charIndex, flush);
            encoding.Correct(chars.AsSpan(charIndex, count));
            return count;
        }

        public override void Convert(
            ReadOnlySpan<byte> bytes, Span<char> chars, bool flush, out int bytesUsed, out int charsUsed, out bool completed)
        {
            decoder.Convert(bytes, chars, flush, out bytesUsed, out charsUsed, out completed);
            encoding.Correct(chars[..charsUsed]);
        }
    }
}
