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
    public void Text_is_escaped(string text, string shown) => Assert.Equal(shown, TerminalText.Escape(text));

    [Fact]
    public void A_lone_surrogate_becomes_the_replacement_character() =>
        Assert.Equal("a\ufffdb", TerminalText.Escape("a\ud800b"));

    [Fact]
    public void Long_text_is_shortened_and_says_by_how_much() =>
        Assert.Equal("aaaaa... (95 more bytes)", TerminalText.Escape(Encoding.ASCII.GetBytes(new string('a', 100)), maxLength: 5));
}
