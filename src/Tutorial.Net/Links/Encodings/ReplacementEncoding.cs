using System.Text;

namespace Tutorial.Net;

/// <summary>
/// The "replacement" encoding: for labels whose encodings (ISO-2022-KR, HZ) were used to smuggle markup past filters. Every byte
/// decodes to U+FFFD, so no tag comes out of such a page, as in a browser.
/// </summary>
internal sealed class ReplacementEncoding : Encoding
{
    public override int GetMaxByteCount(int charCount) => charCount;

    public override int GetMaxCharCount(int byteCount) => byteCount;

    public override int GetByteCount(char[] chars, int index, int count) => count;

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        chars.AsSpan(charIndex, byteCount).Fill('\uFFFD');
        return byteCount;
    }

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex)
    {
        bytes.AsSpan(byteIndex, charCount).Fill((byte)'?');
        return charCount;
    }
}
