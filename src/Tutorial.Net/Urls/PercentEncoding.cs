using System.Buffers;

namespace Tutorial.Net;

/// <summary>The percent-encode sets of the URL standard (section 1.3), each as the ASCII bytes that stay as they are.</summary>
internal static class PercentEncoding
{
    private const string Query = " \"#<>", Path = Query + "?^`{}";

    public static readonly SearchValues<byte> ControlSafe = AllBut("");
    public static readonly SearchValues<byte> FragmentSafe = AllBut(" \"<>`");
    public static readonly SearchValues<byte> QuerySafe = AllBut(Query);
    public static readonly SearchValues<byte> SpecialQuerySafe = AllBut(Query + "'");
    public static readonly SearchValues<byte> PathSafe = AllBut(Path);
    public static readonly SearchValues<byte> UserinfoSafe = AllBut(Path + "/:;=@[\\]|");

    /// <summary>The printable ASCII bytes that are not among <paramref name="others"/>.</summary>
    public static SearchValues<byte> AllBut(string others) => AsciiBytes.AllBut(others, ' ', '~');

    /// <summary>Appends <paramref name="utf8"/>, percent-encoding what is not in <paramref name="safe"/>.</summary>
    public static void Append(ref ByteBuffer output, ReadOnlySpan<byte> utf8, SearchValues<byte> safe)
    {
        while (true)
        {
            int clean = utf8.IndexOfAnyExcept(safe);
            if (clean < 0)
            {
                output.Append(utf8);
                return;
            }

            output.Append(utf8[..clean]);
            do
            {
                output.AppendPercent(utf8[clean++]);
            }
            while (clean < utf8.Length && !safe.Contains(utf8[clean]));
            utf8 = utf8[clean..];
        }
    }

    /// <summary>Percent-decodes <paramref name="text"/>; a <c>%</c> without two hex digits stays.</summary>
    public static void AppendDecoded(ref ByteBuffer output, ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            byte value = text[i];
            if (value == '%' && TryDecode(text[i..], out byte decoded))
            {
                value = decoded;
                i += 2;
            }

            output.Append(value);
        }
    }

    /// <summary>The byte that an escape stands for.</summary>
    /// <param name="text">A <c>%</c> and what follows.</param>
    /// <param name="value">The byte.</param>
    /// <returns>False if no two hex digits follow.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> text, out byte value)
    {
        bool valid = text.Length > 2 && char.IsAsciiHexDigit((char)text[1]) && char.IsAsciiHexDigit((char)text[2]);
        value = valid ? (byte)((HexValue(text[1]) << 4) | HexValue(text[2])) : (byte)0;
        return valid;
    }

    /// <summary>The value of an ASCII hex digit.</summary>
    public static int HexValue(int digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
