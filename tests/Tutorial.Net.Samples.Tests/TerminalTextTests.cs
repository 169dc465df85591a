using System.Text;

namespace Tutorial.Net.Samples.Tests;

public sealed class TerminalTextTests
{
    [Fact]
    public void No_sequence_of_one_or_two_bytes_lets_a_control_character_through()
    {
        for (int i = 0; i < 256 + 65536; i++)
        {
            byte[] bytes = i < 256 ? [(byte)i] : [(byte)((i - 256) >> 8), (byte)(i - 256)];
            Assert.DoesNotContain(TerminalText.Escape(bytes), char.IsControl);
        }
    }

    [Fact]
    public void What_is_shown_can_be_read_back()
    {
        var seen = new Dictionary<string, int>();
        for (int i = 0; i < 65536; i++)
        {
            string shown = TerminalText.Escape([(byte)(i >> 8), (byte)i]);
            Assert.True(seen.TryAdd(shown, i), $"{i:x4} and {seen[shown]:x4} are both shown as {shown}");
        }
    }

    [Theory]
    [InlineData("\u202e", @"\u{202e}")] // bidirectional override
    [InlineData("\u2028", @"\u{2028}")]
    [InlineData("\u009b", @"\x9b")] // C1: the control sequence introducer
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
    public void A_lone_surrogate_becomes_the_replacement_character() =>
        Assert.Equal("a\ufffdb", TerminalText.Escape("a\ud800b"));

    [Fact]
    public void Long_text_is_shortened_and_says_by_how_much() =>
        Assert.Equal("aaaaa... (95 more bytes)", TerminalText.Escape(Encoding.ASCII.GetBytes(new string('a', 100)), maxLength: 5));
}
