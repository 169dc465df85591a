using System.Text;

namespace Tutorial.Net;

/// <summary>Queries in ISO-2022-JP: the encoder of the Encoding Standard (section 12.2.2), which shifts between three sets.</summary>
/// <param name="eucJp">EUC-JP, whose bytes are those of JIS X 0208 with the high bit set; encodes what it does not have to nothing.</param>
internal sealed class Iso2022JpQueryEncoder(Encoding eucJp) : QueryEncoder
{
    private const int ToAscii = 0, ToRoman = 1, ToKanji = 2;

    // The full-width forms of U+FF61 to U+FF9F: the set has no half-width katakana.
    private const string FullWidth =
        "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜";

    protected override bool TryEncode(ref Rune rune, Span<byte> bytes, ref int shift, out int count)
    {
        count = 0;
        Span<byte> kanji = stackalloc byte[8];
        switch (rune.Value)
        {
            case 0x0E or 0x0F or 0x1B:
                // They would shift: the standard lets U+FFFD stand for them.
                rune = Rune.ReplacementChar;
                break;
            case < 0x80:
                bool isInBoth = shift == ToRoman && rune.Value is not ('\\' or '~');
                Shift(bytes, ref shift, isInBoth ? ToRoman : ToAscii, ref count);
                bytes[count++] = (byte)rune.Value;
                return true;
            case 0xA5 or 0x203E:
                Shift(bytes, ref shift, ToRoman, ref count);
                bytes[count++] = (byte)(rune.Value == 0xA5 ? '\\' : '~');
                return true;
            case var point when EncodeKanji(point, kanji):
                Shift(bytes, ref shift, ToKanji, ref count);
                bytes[count++] = (byte)(kanji[0] & 0x7F);
                bytes[count++] = (byte)(kanji[1] & 0x7F);
                return true;
        }

        if (shift == ToKanji)
            Shift(bytes, ref shift, ToAscii, ref count);
        return false;
    }

    protected override void End(Span<byte> bytes, int shift, out int count)
    {
        count = 0;
        Shift(bytes, ref shift, ToAscii, ref count);
    }

    private static void Shift(Span<byte> bytes, ref int shift, int next, ref int count)
    {
        if (shift == next)
            return;
        (next switch { ToAscii => "\u001B(B"u8, ToRoman => "\u001B(J"u8, _ => "\u001B$B"u8 }).CopyTo(bytes);
        count = 3;
        shift = next;
    }

    /// <summary>Two bytes of EUC-JP from JIS X 0208; false if it is not in that set.</summary>
    private bool EncodeKanji(int point, Span<byte> bytes)
    {
        if (point == 0x2212)
            point = 0xFF0D;
        if (point is >= 0xFF61 and <= 0xFF9F)
            point = FullWidth[point - 0xFF61];
        if (point is > 0xFFFF or (>= 0xE000 and <= 0xF8FF))
            return false;
        int count = eucJp.GetBytes([(char)point], bytes);
        return count == 2 && bytes[0] >= 0xA1;
    }
}
