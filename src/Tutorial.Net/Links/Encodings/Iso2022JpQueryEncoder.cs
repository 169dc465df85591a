using System.Buffers;
using System.Text;

namespace Tutorial.Net;

/// <summary>Queries in ISO-2022-JP: the encoder of the Encoding Standard (section 12.2.2), which shifts between three sets.</summary>
/// <param name="eucJp">EUC-JP, whose bytes are those of JIS X 0208 with the high bit set; encodes what it does not have to nothing.</param>
internal sealed class Iso2022JpQueryEncoder(Encoding eucJp) : QueryEncoder
{
    // The full-width forms of U+FF61 to U+FF9F: the set has no half-width katakana.
    private const string FullWidth =
        "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜";

    private enum State : byte
    {
        Ascii,
        Roman,
        Kanji,
    }

    public override void Append(ref ByteBuffer output, ReadOnlySpan<byte> query, SearchValues<byte> safe)
    {
        var state = State.Ascii;
        Span<byte> bytes = stackalloc byte[8];
        while (!query.IsEmpty)
        {
            Rune rune = Next(ref query);
            int point = rune.Value;
            if (state != State.Kanji && point is 0x0E or 0x0F or 0x1B)
            {
                // They would shift: the standard lets U+FFFD stand for them.
                AppendUnmappable(ref output, Rune.ReplacementChar);
            }
            else if (state == State.Roman && point < 128 && point is not ('\\' or '~'))
            {
                AppendByte(ref output, (byte)point, safe);
            }
            else if (point < 128)
            {
                Shift(ref output, ref state, State.Ascii);
                if (point is 0x0E or 0x0F or 0x1B)
                    AppendUnmappable(ref output, Rune.ReplacementChar);
                else
                    AppendByte(ref output, (byte)point, safe);
            }
            else if (point is 0xA5 or 0x203E)
            {
                Shift(ref output, ref state, State.Roman);
                AppendByte(ref output, (byte)(point == 0xA5 ? '\\' : '~'), safe);
            }
            else if (EncodeKanji(point, bytes) == 2)
            {
                Shift(ref output, ref state, State.Kanji);
                AppendByte(ref output, (byte)(bytes[0] & 0x7F), safe);
                AppendByte(ref output, (byte)(bytes[1] & 0x7F), safe);
            }
            else
            {
                if (state == State.Kanji)
                    Shift(ref output, ref state, State.Ascii);
                AppendUnmappable(ref output, rune);
            }
        }

        Shift(ref output, ref state, State.Ascii);
    }

    private static void Shift(ref ByteBuffer output, ref State state, State next)
    {
        if (state == next)
            return;
        output.Append(next switch { State.Ascii => "%1B(B"u8, State.Roman => "%1B(J"u8, _ => "%1B$B"u8 });
        state = next;
    }

    /// <summary>Two bytes of EUC-JP from JIS X 0208; any other count if it is not in that set.</summary>
    private int EncodeKanji(int point, Span<byte> bytes)
    {
        if (point == 0x2212)
            point = 0xFF0D;
        if (point is >= 0xFF61 and <= 0xFF9F)
            point = FullWidth[point - 0xFF61];
        if (point is > 0xFFFF or (>= 0xE000 and <= 0xF8FF))
            return 0;
        int count = eucJp.GetBytes([(char)point], bytes);
        return count == 2 && bytes[0] >= 0xA1 ? 2 : 0;
    }
}
