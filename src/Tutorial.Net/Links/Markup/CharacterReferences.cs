using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text;
using AngleSharp.Html;

namespace Tutorial.Net;

/// <summary>
/// Character references (<c>&amp;amp;</c>, <c>&amp;#38;</c>) and the standard's clean-up of its input: CR and CRLF become LF, and
/// NUL becomes U+FFFD in an attribute and nothing in text. Names are those of AngleSharp's table, which is the standard's.
/// </summary>
internal static class CharacterReferences
{
    /// <summary>"&amp;CounterClockwiseContourIntegral;" without its ampersand, the longest name there is.</summary>
    private const int MaxNameLength = 32;
    /// <summary>The longest of the 106 names that work without their semicolon, as in "&amp;frac12".</summary>
    private const int MaxBareNameLength = 6;

    /// <summary>The names that work without a semicolon, for the sake of old pages.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> BareNames = FrozenSet.ToFrozenSet(
        ("AElig AMP Aacute Acirc Agrave Aring Atilde Auml COPY Ccedil ETH Eacute Ecirc Egrave Euml GT Iacute Icirc Igrave Iuml LT Ntilde "
        + "Oacute Ocirc Ograve Oslash Otilde Ouml QUOT REG THORN Uacute Ucirc Ugrave Uuml Yacute aacute acirc acute aelig agrave amp aring "
        + "atilde auml brvbar ccedil cedil cent copy curren deg divide eacute ecirc egrave eth euml frac12 frac14 frac34 gt iacute icirc "
        + "iexcl igrave iquest iuml laquo lt macr micro middot nbsp not ntilde oacute ocirc ograve ordf ordm oslash otilde ouml para plusmn "
        + "pound quot raquo reg sect shy sup1 sup2 sup3 szlig thorn times uacute ucirc ugrave uml uuml yacute yen yuml").Split(' '),
        StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The names met so far that are some of the standard's 2,231, and what they are, in UTF-8. What pages make up is kept
    /// nowhere: it has no end.</summary>
    private static readonly ConcurrentDictionary<string, byte[]> Met = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, byte[]>.AlternateLookup<ReadOnlySpan<char>> MetByChars =
        Met.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly SearchValues<byte> Special = SearchValues.Create("&\r\0"u8);

    /// <summary>What &amp;#x80; to &amp;#x9F; stand for: windows-1252, as everywhere on the web; 0 keeps the control character.</summary>
    private static ReadOnlySpan<ushort> C1 =>
    [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
        0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
    ];

    /// <summary>Appends <paramref name="text"/>, which is UTF-8, as a browser reads it.</summary>
    public static void Append(ref ByteBuffer output, scoped ReadOnlySpan<byte> text, ReferenceRules rules)
    {
        while (true)
        {
            int length = text.IndexOfAny(Special);
            if (length < 0)
            {
                output.Append(text);
                return;
            }

            output.Append(text[..length]);
            byte special = text[length];
            text = text[(length + 1)..];
            if (special == '&')
                text = text[AppendReference(ref output, text, rules)..];
            else if (special == '\0' && rules != ReferenceRules.Text)
                output.Append("\uFFFD"u8);
            else if (special == '\r' && (text.IsEmpty || text[0] != '\n'))
                output.Append((byte)'\n');
        }
    }

    /// <summary>Appends what the reference whose ampersand stood before <paramref name="text"/> is, or the ampersand.</summary>
    /// <returns>How much of the text belongs to it.</returns>
    private static int AppendReference(ref ByteBuffer output, scoped ReadOnlySpan<byte> text, ReferenceRules rules)
    {
        if (rules != ReferenceRules.None && text.StartsWith("amp;"u8))
        {
            output.Append((byte)'&');
            return 4;
        }

        int length = rules == ReferenceRules.None ? 0
            : text.StartsWith((byte)'#') ? AppendNumeric(ref output, text)
            : AppendNamed(ref output, text, rules == ReferenceRules.Attribute);
        if (length == 0)
            output.Append((byte)'&');
        return length;
    }

    private static int AppendNumeric(ref ByteBuffer output, scoped ReadOnlySpan<byte> text)
    {
        bool hex = text.Length > 1 && (text[1] | 0x20) == 'x';
        int start = hex ? 2 : 1, pos = start;
        uint value = 0;
        for (; pos < text.Length && (hex ? char.IsAsciiHexDigit((char)text[pos]) : char.IsAsciiDigit((char)text[pos])); pos++)
            value = value > 0x10FFFF ? value : (value * (hex ? 16u : 10u)) + (uint)DigitOf(text[pos]);
        if (pos == start)
            return 0;
        if (value is >= 0x80 and <= 0x9F && C1[(int)value - 0x80] != 0)
            value = C1[(int)value - 0x80];
        Rune rune = value != 0 && Rune.IsValid(value) ? new Rune(value) : Rune.ReplacementChar;
        Span<byte> utf8 = stackalloc byte[4];
        output.Append(utf8[..rune.EncodeToUtf8(utf8)]);
        return pos < text.Length && text[pos] == ';' ? pos + 1 : pos;
    }

    private static int DigitOf(byte c) => c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;

    private static int AppendNamed(ref ByteBuffer output, scoped ReadOnlySpan<byte> text, bool inAttribute)
    {
        Span<char> name = stackalloc char[MaxNameLength + 1];
        int length = 0;
        for (; length < text.Length && length < MaxNameLength && char.IsAsciiLetterOrDigit((char)text[length]); length++)
            name[length] = (char)text[length];
        if (length == 0)
            return 0;
        byte next = length < text.Length ? text[length] : (byte)0;
        if (next == ';')
        {
            name[length] = ';';
            if (Resolve(name[..(length + 1)]) is { } whole)
            {
                output.Append(whole);
                return length + 1;
            }
        }

        // In an attribute only one that no letter, digit or equals sign follows is a reference.
        if (inAttribute && (length > MaxBareNameLength || next == '='))
            return 0;
        for (int bare = Math.Min(length, MaxBareNameLength); bare >= (inAttribute ? length : 2); bare--)
        {
            if (!BareNames.Contains(name[..bare]))
                continue;
            output.Append(Resolve(name[..bare]));
            return bare;
        }

        return 0;
    }

    private static byte[]? Resolve(ReadOnlySpan<char> name)
    {
        if (MetByChars.TryGetValue(name, out byte[]? known))
            return known;
        string key = name.ToString();
        return HtmlEntityProvider.Resolver.GetSymbol(key) is { } symbol ? Met[key] = Encoding.UTF8.GetBytes(symbol) : null;
    }
}
