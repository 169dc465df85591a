using System.Buffers;
using System.Text;

namespace Tutorial.Net;

/// <summary>Queries in an encoding without shift states.</summary>
/// <param name="name">The standard's name for it.</param>
/// <param name="encoding">A <see cref="SingleByteEncoding"/>, or a code page that encodes what it does not have to nothing.</param>
internal sealed class LegacyQueryEncoder(string name, Encoding encoding) : QueryEncoder
{
    private readonly bool _japanese = name is "Shift_JIS" or "EUC-JP";
    private readonly bool _chinese = name is "GBK" or "gb18030";

    public override void Append(ref ByteBuffer output, ReadOnlySpan<byte> query, SearchValues<byte> safe)
    {
        if (Ascii.IsValid(query))
        {
            PercentEncoding.Append(ref output, query, safe);
            return;
        }

        Span<byte> bytes = stackalloc byte[8];
        while (!query.IsEmpty)
        {
            Rune rune = Next(ref query);
            if (rune.IsAscii)
            {
                AppendByte(ref output, (byte)rune.Value, safe);
                continue;
            }

            int count = Encode(rune, bytes);
            if (count == 0)
                AppendUnmappable(ref output, rune);
            foreach (byte value in bytes[..count])
                AppendByte(ref output, value, safe);
        }
    }

    /// <summary>The bytes of a code point beyond ASCII; none if the encoding does not have it.</summary>
    private int Encode(Rune rune, Span<byte> bytes)
    {
        if (encoding is SingleByteEncoding single)
            return rune.IsBmp && single.TryGetByte((char)rune.Value, out bytes[0]) ? 1 : 0;
        int point = rune.Value;
        if (_japanese)
        {
            // Where the standard's encoders differ from the code pages: the yen sign and the overline lie on ASCII bytes.
            int ascii = point switch { 0xA5 => 0x5C, 0x203E => 0x7E, 0x80 when name == "Shift_JIS" => 0x80, _ => 0 };
            if (ascii != 0)
            {
                bytes[0] = (byte)ascii;
                return 1;
            }

            if (point == 0x2212)
                rune = new Rune(0xFF0D);
        }

        if (point == 0x20AC && name == "GBK")
        {
            bytes[0] = 0x80;
            return 1;
        }
        // Code pages give private-use characters places for a user's own glyphs; the standard only has those of gb18030 but one.
        if (_chinese ? point == 0xE5E5 : Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.PrivateUse)
            return 0;
        Span<char> chars = stackalloc char[2];
        int count = encoding.GetBytes(chars[..rune.EncodeToUtf16(chars)], bytes);
        return count > 2 && name == "GBK" ? 0 : count;
    }
}
