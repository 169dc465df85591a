using System.Globalization;
using System.Text;

namespace Tutorial.Net;

/// <summary>Queries in a multi-byte encoding without shift states.</summary>
/// <param name="name">The standard's name for it.</param>
/// <param name="codePage">.NET's encoding, which encodes what it does not have to nothing.</param>
internal sealed class CodePageQueryEncoder(string name, Encoding codePage) : QueryEncoder
{
    protected override bool TryEncode(ref Rune rune, Span<byte> bytes, ref int shift, out int count)
    {
        // Where the standard's encoders differ from the code pages: the yen sign and the overline lie on ASCII bytes.
        byte single = (name, rune.Value) switch
        {
            (_, < 0x80) => (byte)rune.Value,
            ("Shift_JIS" or "EUC-JP", 0xA5) => 0x5C,
            ("Shift_JIS" or "EUC-JP", 0x203E) => 0x7E,
            ("Shift_JIS", 0x80) or ("GBK", 0x20AC) => 0x80,
            _ => 0,
        };
        bytes[0] = single;
        count = single != 0 || rune.Value == 0 ? 1 : EncodeByPage(rune, bytes);
        return count > 0;
    }

    private int EncodeByPage(Rune rune, Span<byte> bytes)
    {
        // Code pages give private-use characters places for a user's own glyphs; the standard only has those of gb18030 but one.
        bool isChinese = name is "GBK" or "gb18030";
        if (isChinese ? rune.Value == 0xE5E5 : Rune.GetUnicodeCategory(rune) == UnicodeCategory.PrivateUse)
            return 0;
        Span<char> chars = stackalloc char[2];
        int length = rune.EncodeToUtf16(chars);
        if (rune.Value == 0x2212 && name is ("Shift_JIS" or "EUC-JP"))
            chars[0] = '\uFF0D';
        int count = codePage.GetBytes(chars[..length], bytes);
        return count > 2 && name == "GBK" ? 0 : count;
    }
}
