using System.Globalization;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

public sealed class TerminalTextTests
{
    [Fact]
    public void No_sequence_of_one_or_two_bytes_lets_a_control_character_through_and_each_can_be_read_back()
    {
        for (int i = 0; i < 256 + 65536; i++)
        {
            byte[] bytes = i < 256 ? [(byte)i] : [(byte)((i - 256) >> 8), (byte)(i - 256)];
            AssertSafe(TerminalText.Escape(bytes), bytes);
        }
    }

    /// <summary>Between letters, at the beginning, doubled, and in a row that is longer than what a letter carries.</summary>
    [Fact]
    public void No_character_does_anything_and_each_can_be_read_back()
    {
        for (int i = 0; i < 0x110000; i++)
        {
            string character = i is >= 0xD800 and < 0xE000 ? ((char)i).ToString() : char.ConvertFromUtf32(i);
            string text = $"{character}a{character}{character}{character}{character}{character}{character}b";
            string shown = TerminalText.Escape(text);
            Assert.Equal(text, Decode(shown));
            AssertNothingRaw(shown);
            if (i is < 0xD800 or >= 0xE000)
                AssertSafe(TerminalText.Escape(Encoding.UTF8.GetBytes(text)), Encoding.UTF8.GetBytes(text));
        }
    }

    [Fact]
    public void Random_bytes_can_be_read_back()
    {
        var random = new Random(16);
        byte[][] pieces =
        [
            "\u001b[2J"u8.ToArray(), "\\"u8.ToArray(), "\\x9b"u8.ToArray(), "\\u{9b}"u8.ToArray(), "\u009b"u8.ToArray(), [0x9B], [0xC2], [0xE2, 0x80], "\u202e"u8.ToArray(),
            "\u0301\u0301\u0301"u8.ToArray(), "a"u8.ToArray(), "\u2800"u8.ToArray(), "\r\n"u8.ToArray(), [0xF0, 0x9F, 0x99], [0xED, 0xA0, 0x80], [0xFF], "}"u8.ToArray(), "\ufffd"u8.ToArray(),
        ];
        for (int i = 0; i < 50_000; i++)
        {
            byte[] bytes = [.. random.GetItems(pieces, random.Next(12)).SelectMany(piece => piece)];
            AssertSafe(TerminalText.Escape(bytes), bytes);
        }
    }

    /// <summary>What the samples show of others goes through this one, so there must be no second.</summary>
    [Fact]
    public void The_samples_have_one_way_to_escape()
    {
        string[] files = Directory.GetFiles(Path.Combine(Requires.RepositoryRoot, "samples"), "*.cs", SearchOption.AllDirectories);

        Assert.Equal(
            ["TerminalText.cs"],
            files.Where(file => File.ReadAllText(file) is var text && (text.Contains("IsControl(", StringComparison.Ordinal) || text.Contains("UnicodeCategory.Control", StringComparison.Ordinal)))
                .Select(file => Path.GetFileName(file)));
    }

    [Theory]
    [InlineData("\u202e", @"\u{202e}")] // bidirectional override
    [InlineData("\u2028", @"\u{2028}")]
    [InlineData("\u009b", @"\u{9b}")] // C1: the control sequence introducer
    [InlineData("a\\b\r\n\t\0", @"a\\b\r\n\t\x00")]
    [InlineData("grüße 🙂", "grüße 🙂")]
    [InlineData("e\u0301\u0302\u0303\u0304\u0305\u0306x", "e\u0301\u0302\u0303\u0304\\u{305}\\u{306}x")] // no tower of marks
    [InlineData("\u0301a", "\\u{301}a")] // nothing of ours gets a mark
    [InlineData("\n\u0301", "\\n\\u{301}")]
    [InlineData("Việt, שָׁלוֹם, ที่", "Việt, שָׁלוֹם, ที่")]
    [InlineData("a\u034fb", @"a\u{34f}b")] // combining grapheme joiner
    [InlineData("\u3164\u115f\u1160\uffa0", @"\u{3164}\u{115f}\u{1160}\u{ffa0}")] // Hangul fillers
    [InlineData("\u2800", @"\u{2800}")] // a Braille pattern without dots
    [InlineData("\ufdfd\ufdfa", @"\u{fdfd}\u{fdfa}")] // a sentence in one glyph
    [InlineData("a\u00a0b\u3000c\u2003", @"a\u{a0}b\u{3000}c\u{2003}")] // blanks that are no spaces
    [InlineData("a\ufe0f\U000e0100\U000e0041", @"a\u{fe0f}\u{e0100}\u{e0041}")] // variation selectors, tags
    [InlineData("\u2e3b\U0001242b", @"\u{2e3b}\u{1242b}")]
    [InlineData("\u200d\u00ad\ufeff\u2060", @"\u{200d}\u{ad}\u{feff}\u{2060}")]
    public void Text_is_escaped(string text, string shown) => Assert.Equal(shown, TerminalText.Escape(text));

    [Fact]
    public void Every_character_is_shown_in_a_way_of_its_own_and_none_that_is_ignorable_as_it_is()
    {
        var seen = new HashSet<string>();
        for (int i = 0; i < 0x110000; i++)
        {
            if (!Rune.TryCreate(i, out Rune rune))
                continue;
            string shown = TerminalText.Escape("a" + rune + "b");
            Assert.True(seen.Add(shown), shown);
            bool isBlank = Rune.IsWhiteSpace(rune) && i != ' ';
            bool isIgnorable = i is 0xAD or 0x34F or 0x61C or (>= 0x115F and <= 0x1160) or (>= 0x17B4 and <= 0x17B5) or (>= 0x180B and <= 0x180F)
                or (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x206F) or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF
                or 0xFFA0 or (>= 0xFFF0 and <= 0xFFF8) or (>= 0x1BCA0 and <= 0x1BCA3) or (>= 0x1D173 and <= 0x1D17A) or (>= 0xE0000 and <= 0xE0FFF);
            Assert.Equal(isBlank || isIgnorable, shown.StartsWith(@"a\", StringComparison.Ordinal) && (isBlank || isIgnorable));
        }
    }

    [Fact]
    public void Marks_are_counted_whatever_their_bytes_come_as()
    {
        string shown = TerminalText.Escape(Encoding.UTF8.GetBytes("a" + new string('\u0300', 1000)));

        Assert.Equal(4, shown.Count(c => c == '\u0300'));
    }

    [Fact]
    public void A_lone_surrogate_is_escaped() => Assert.Equal("a\\u{d800}b\\u{dc00}", TerminalText.Escape("a\ud800b\udc00"));

    [Fact]
    public void Long_text_is_shortened_and_says_by_how_much() =>
        Assert.Equal("aaaaa... (95 more bytes)", TerminalText.Escape(Encoding.ASCII.GetBytes(new string('a', 100)), maxLength: 5));

    private static void AssertSafe(string shown, byte[] bytes)
    {
        AssertNothingRaw(shown);
        Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(DecodeBytes(shown)));
    }

    /// <summary>By what a terminal acts on, not by how the escaping decides.</summary>
    private static void AssertNothingRaw(string shown)
    {
        int marks = 5;
        foreach (Rune rune in shown.EnumerateRunes())
        {
            UnicodeCategory category = Rune.GetUnicodeCategory(rune);
            bool isMark = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark;
            marks = isMark ? marks + 1 : 0;
            if (Rune.IsControl(rune) || (Rune.IsWhiteSpace(rune) && rune.Value != ' ') || category is UnicodeCategory.Format or UnicodeCategory.Surrogate || marks > 4)
                Assert.Fail($"U+{rune.Value:X4} is in {string.Join(' ', shown.Select(c => $"{(int)c:X4}"))}");
        }
    }

    private static string Decode(string shown)
    {
        var text = new StringBuilder();
        for (int i = 0; i < shown.Length; i++)
        {
            if (shown[i] != '\\')
            {
                text.Append(shown[i]);
                continue;
            }

            switch (shown[++i])
            {
                case 'u':
                    int end = shown.IndexOf('}', i), value = int.Parse(shown.AsSpan(i + 2, end - i - 2), NumberStyles.HexNumber);
                    text.Append(value is >= 0xD800 and < 0xE000 ? ((char)value).ToString() : char.ConvertFromUtf32(value));
                    i = end;
                    break;
                case 'x':
                    text.Append((char)int.Parse(shown.AsSpan(i + 1, 2), NumberStyles.HexNumber));
                    i += 2;
                    break;
                case var letter:
                    text.Append(letter switch { 'n' => '\n', 'r' => '\r', 't' => '\t', _ => '\\' });
                    break;
            }
        }

        return text.ToString();
    }

    /// <summary>As <see cref="Decode"/>, but that an x says a byte.</summary>
    private static byte[] DecodeBytes(string shown)
    {
        var bytes = new List<byte>();
        int start = 0;
        for (int i = 0; i < shown.Length; i += shown[i] == '\\' ? 2 : 1)
        {
            if (shown[i] != '\\' || shown[i + 1] != 'x')
                continue;
            bytes.AddRange(Encoding.UTF8.GetBytes(Decode(shown[start..i])));
            bytes.Add(byte.Parse(shown.AsSpan(i + 2, 2), NumberStyles.HexNumber));
            start = i + 4;
        }

        bytes.AddRange(Encoding.UTF8.GetBytes(Decode(shown[start..])));
        return [.. bytes];
    }
}
