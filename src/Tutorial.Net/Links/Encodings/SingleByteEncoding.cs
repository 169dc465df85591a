using System.Buffers;
using System.Text;

namespace Tutorial.Net;

/// <summary>A single-byte encoding of the Encoding Standard: ASCII below, a table above. Immutable; any thread may use it.</summary>
/// <param name="upper">The chars of the bytes from 0x80 on; U+FFFD for none.</param>
internal sealed class SingleByteEncoding(string upper) : Encoding
{
    public override bool IsSingleByte => true;

    /// <summary>The byte of a char beyond ASCII.</summary>
    public bool TryGetByte(char c, out byte value)
    {
        int place = c == '\uFFFD' ? -1 : upper.IndexOf(c);
        value = (byte)(0x80 + place);
        return place >= 0;
    }

    public override int GetMaxByteCount(int charCount) => charCount;

    public override int GetMaxCharCount(int byteCount) => byteCount;

    public override int GetByteCount(char[] chars, int index, int count) => count;

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    public override int GetCharCount(ReadOnlySpan<byte> bytes) => bytes.Length;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        int total = bytes.Length;
        chars = chars[..total];
        while (Ascii.ToUtf16(bytes, chars, out int ascii) != OperationStatus.Done)
        {
            chars[ascii] = upper[bytes[ascii] - 0x80];
            bytes = bytes[(ascii + 1)..];
            chars = chars[(ascii + 1)..];
        }

        return total;
    }

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex)
    {
        for (int i = 0; i < charCount; i++)
        {
            char c = chars[charIndex + i];
            bytes[byteIndex + i] = c < 0x80 ? (byte)c : TryGetByte(c, out byte value) ? value : (byte)'?';
        }

        return charCount;
    }
}
