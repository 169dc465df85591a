using System.Globalization;
using System.Text;

namespace Tutorial.Net.Samples;

/// <summary>Makes what came from elsewhere safe to show on a terminal.</summary>
/// <remarks>
/// Control characters (C0, DEL, C1), format characters such as the bidirectional overrides, line separators, surrogates and
/// the backslash itself are written as escapes, so nothing can move the cursor or recolour, and what is shown can be read
/// back without doubt.
/// </remarks>
public static class TerminalText
{
    /// <summary>The text with everything unsafe escaped.</summary>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var safe = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            Append(safe, rune);
        return safe.ToString();
    }

    /// <summary>
    /// UTF-8 bytes as safe text; bytes that are no UTF-8 as <c>\xNN</c>. Longer than <paramref name="maxLength"/>: shortened,
    /// with how much is left out.
    /// </summary>
    public static string Escape(ReadOnlySpan<byte> bytes, int maxLength = int.MaxValue)
    {
        var safe = new StringBuilder(Math.Min(bytes.Length, 256));
        while (!bytes.IsEmpty && safe.Length < maxLength)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == System.Buffers.OperationStatus.Done)
            {
                Append(safe, rune);
            }
            else
            {
                foreach (byte invalid in bytes[..length])
                    safe.Append(CultureInfo.InvariantCulture, $"\\x{invalid:x2}");
            }

            bytes = bytes[length..];
        }

        return bytes.IsEmpty ? safe.ToString() : safe.Append(CultureInfo.InvariantCulture, $"... ({bytes.Length} more bytes)").ToString();
    }

    private static void Append(StringBuilder safe, Rune rune)
    {
        switch (rune.Value)
        {
            case '\\':
                safe.Append(@"\\");
                break;
            case '\n':
                safe.Append(@"\n");
                break;
            case '\r':
                safe.Append(@"\r");
                break;
            case '\t':
                safe.Append(@"\t");
                break;
            case < 0x20 or (>= 0x7f and < 0xa0):
                safe.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
                break;
            default:
                if (IsInvisible(Rune.GetUnicodeCategory(rune)))
                    safe.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
                else
                    safe.Append(rune);
                break;
        }
    }

    private static bool IsInvisible(UnicodeCategory category) =>
        category is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate;
}
