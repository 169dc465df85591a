using System.Buffers;
using System.Text;

namespace Tutorial.Net;

/// <summary>The percent-encode sets of the URL standard (section 1.3), each as the ASCII chars that stay as they are.</summary>
internal static class PercentEncoding
{
    private const string Fragment = C0 + " \"<>`";
    private const string QuerySet = C0 + " \"#<>";
    private const string PathSet = QuerySet + "?^`{}";
    private const string C0 =
        "\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000A\u000B\u000C\u000D\u000E\u000F" +
        "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F\u007F";

    public static readonly SearchValues<char> ControlSafe = AllBut(C0);
    public static readonly SearchValues<char> FragmentSafe = AllBut(Fragment);
    public static readonly SearchValues<char> QuerySafe = AllBut(QuerySet);
    public static readonly SearchValues<char> SpecialQuerySafe = AllBut(QuerySet + "'");
    public static readonly SearchValues<char> PathSafe = AllBut(PathSet);
    public static readonly SearchValues<char> UserinfoSafe = AllBut(PathSet + "/:;=@[\\]|");

    /// <summary>Appends <paramref name="text"/> in UTF-8, percent-encoding what is not in <paramref name="safe"/>.</summary>
    /// <remarks>A lone surrogate becomes U+FFFD, as the standard's conversion to scalar values has it.</remarks>
    public static void Append(ref CharBuffer output, ReadOnlySpan<char> text, SearchValues<char> safe)
    {
        Span<byte> utf8 = stackalloc byte[4];
        while (true)
        {
            int clean = text.IndexOfAnyExcept(safe);
            if (clean < 0)
            {
                output.Append(text);
                return;
            }

            output.Append(text[..clean]);
            Rune.DecodeFromUtf16(text[clean..], out Rune rune, out int consumed);
            int count = rune.EncodeToUtf8(utf8);
            foreach (byte value in utf8[..count])
                output.AppendPercent(value);
            text = text[(clean + consumed)..];
        }
    }

    /// <summary>Percent-decodes <paramref name="text"/> to bytes; a <c>%</c> without two hex digits stays.</summary>
    /// <param name="text">The text; anything beyond ASCII goes out as UTF-8.</param>
    /// <param name="bytes">At least 3 bytes for every char of <paramref name="text"/>.</param>
    /// <returns>The bytes written.</returns>
    public static int Decode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        // A char that encodes to n bytes takes n bytes, and an escape shrinks three to one: decoding in place is safe.
        int count = Encoding.UTF8.GetBytes(text, bytes);
        int to = 0;
        for (int from = 0; from < count; from++)
        {
            byte value = bytes[from];
            if (value == '%' && from + 2 < count && char.IsAsciiHexDigit((char)bytes[from + 1]) && char.IsAsciiHexDigit((char)bytes[from + 2]))
            {
                value = (byte)((HexValue(bytes[from + 1]) << 4) | HexValue(bytes[from + 2]));
                from += 2;
            }

            bytes[to++] = value;
        }

        return to;
    }

    /// <summary>The value of an ASCII hex digit.</summary>
    public static int HexValue(int digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static SearchValues<char> AllBut(string encoded) =>
        SearchValues.Create(string.Concat(Enumerable.Range(0, 128).Select(c => (char)c).Where(c => !encoded.Contains(c, StringComparison.Ordinal))));
}
