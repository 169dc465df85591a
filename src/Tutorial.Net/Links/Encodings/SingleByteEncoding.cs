using System.Buffers;
using System.Text;

namespace Tutorial.Net;

/// <summary>A single-byte encoding of the Encoding Standard: ASCII below, a table above. Immutable; any thread may use it.</summary>
/// <param name="upper">The chars of the bytes from 0x80 on; U+FFFD for none.</param>
internal sealed class SingleByteEncoding(string upper) : QueryEncoder
{
    /// <summary>As many chars as there are bytes.</summary>
    public int Decode(ReadOnlySpan<byte> bytes, Span<char> chars)
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

    protected override bool TryEncode(ref Rune rune, Span<byte> bytes, ref int shift, out int count)
    {
        int place = rune.IsBmp && rune != Rune.ReplacementChar ? upper.IndexOf((char)rune.Value) : -1;
        bytes[0] = (byte)(rune.IsAscii ? rune.Value : 0x80 + place);
        count = rune.IsAscii || place >= 0 ? 1 : 0;
        return count > 0;
    }
}
