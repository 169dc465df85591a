using System.Globalization;
using System.Text;

namespace Tutorial.Net.Samples;

/// <summary>Makes what came from elsewhere safe to show on a terminal.</summary>
/// <remarks>
/// Written as escapes are: control characters (C0, DEL, C1), format characters such as the bidirectional overrides, line
/// separators, surrogates, the backslash itself, what shows nothing or a blank that is no space, glyphs many columns wide or
/// tall, and combining marks that have nothing to stand on or stand on more than <see cref="MaxMarks"/> others. So nothing can
/// move the cursor, recolour, cover other lines or hide, and what is shown can be read back without doubt: <c>\x9b</c> is that byte,
/// <c>\u{9b}</c> the character.
/// </remarks>
public static class TerminalText
{
    /// <summary>Marks on one character: more than any language writes.</summary>
    private const int MaxMarks = 4;

    /// <summary>What the categories do not tell, as pairs of first and last.</summary>
    private static readonly int[] Misleading =
    [
        0x034F, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180F, 0x2800, 0x2800, 0x3164, 0x3164, 0xFE00, 0xFE0F, 0xFFA0, 0xFFA0,
        0xFFFC, 0xFFFC, 0x16FE4, 0x16FE4, 0x1D159, 0x1D159, 0xE0000, 0xE0FFF, // shows nothing, or a blank
        0x102A, 0x102A, 0x2E3A, 0x2E3B, 0xA9C4, 0xA9C5, 0xFDFA, 0xFDFB, 0xFDFD, 0xFDFD, 0x12000, 0x1254F, // as wide as a line, or as tall as two
    ];

    /// <summary>The text with everything unsafe escaped.</summary>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var safe = new StringBuilder(text.Length);
        int room = 0;
        for (int i = 0; i < text.Length;)
        {
            if (Rune.TryGetRuneAt(text, i, out Rune rune))
            {
                Append(safe, rune, ref room);
                i += rune.Utf16SequenceLength;
            }
            else
            {
                room = 0;
                safe.Append(CultureInfo.InvariantCulture, $"\\u{{{(int)text[i++]:x}}}");
            }
        }

        return safe.ToString();
    }

    /// <summary>
    /// UTF-8 bytes as safe text; bytes that are no UTF-8 as <c>\xNN</c>. Longer than <paramref name="maxLength"/>: shortened,
    /// with how much is left out.
    /// </summary>
    public static string Escape(ReadOnlySpan<byte> bytes, int maxLength = int.MaxValue)
    {
        var safe = new StringBuilder(Math.Min(bytes.Length, 256));
        int room = 0;
        while (!bytes.IsEmpty && safe.Length < maxLength)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == System.Buffers.OperationStatus.Done)
            {
                Append(safe, rune, ref room);
            }
            else
            {
                room = 0;
                foreach (byte invalid in bytes[..length])
                    safe.Append(CultureInfo.InvariantCulture, $"\\x{invalid:x2}");
            }

            bytes = bytes[length..];
        }

        return bytes.IsEmpty ? safe.ToString() : safe.Append(CultureInfo.InvariantCulture, $"... ({bytes.Length} more bytes)").ToString();
    }

    /// <param name="safe">Gets the character or its escape.</param>
    /// <param name="rune">The character.</param>
    /// <param name="room">How many more marks the character before carries.</param>
    private static void Append(StringBuilder safe, Rune rune, ref int room)
    {
        if (IsShown(rune, room, out bool isMark))
        {
            safe.Append(rune);
            room = isMark ? room - 1 : MaxMarks;
            return;
        }

        room = 0;
        _ = rune.Value switch
        {
            '\\' => safe.Append(@"\\"),
            '\n' => safe.Append(@"\n"),
            '\r' => safe.Append(@"\r"),
            '\t' => safe.Append(@"\t"),
            < 0x80 => safe.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
            _ => safe.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}"),
        };
    }

    private static bool IsShown(Rune rune, int room, out bool isMark)
    {
        UnicodeCategory category = Rune.GetUnicodeCategory(rune);
        isMark = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark;
        if (rune.IsAscii)
            return rune.Value is >= 0x20 and < 0x7F and not '\\';
        for (int i = 0; i < Misleading.Length; i += 2)
        {
            if (rune.Value >= Misleading[i] && rune.Value <= Misleading[i + 1])
                return false;
        }

        return isMark
            ? room > 0
            : category is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);
    }
}
