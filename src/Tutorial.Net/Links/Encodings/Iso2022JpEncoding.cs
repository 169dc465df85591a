using System.Text;

namespace Tutorial.Net;

/// <summary>
/// ISO-2022-JP as the Encoding Standard decodes it (https://encoding.spec.whatwg.org/#iso-2022-jp-decoder), broken bytes included.
/// </summary>
/// <param name="eucJp">EUC-JP, whose bytes are those of JIS X 0208 with the high bit set.</param>
internal sealed class Iso2022JpEncoding(Encoding eucJp) : Encoding
{
    public override int GetMaxByteCount(int charCount) => charCount;

    /// <summary>A byte that breaks an escape brings back the two before it.</summary>
    public override int GetMaxCharCount(int byteCount) => byteCount + Iso2022JpDecoder.MostAtOnce;

    public override Decoder GetDecoder() => new Iso2022JpDecoder(eucJp);

    public override int GetCharCount(byte[] bytes, int index, int count) => GetDecoder().GetCharCount(bytes, index, count, flush: true);

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetDecoder().GetChars(bytes, byteIndex, byteCount, chars, charIndex, flush: true);

    public override int GetByteCount(char[] chars, int index, int count) => count;

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex)
    {
        for (int i = 0; i < charCount; i++)
            bytes[byteIndex + i] = chars[charIndex + i] < 0x80 ? (byte)chars[charIndex + i] : (byte)'?';
        return charCount;
    }
}
