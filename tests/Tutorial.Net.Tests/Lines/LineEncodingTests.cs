using System.Text;

namespace Tutorial.Net.Tests.Lines;

/// <summary>Encodings in which lines can be found, and one answer to what a line says.</summary>
public class LineEncodingTests
{
    static LineEncodingTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static TheoryData<Encoding> Refused =>
    [
        Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32, new UTF32Encoding(true, false), new UnicodeEncoding(false, false, true),
        Encoding.GetEncoding("IBM037"), Encoding.GetEncoding("IBM500"), new Rotated(),
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public void An_encoding_in_which_LF_is_not_a_byte_of_its_own_is_refused(Encoding encoding)
    {
        var e = Assert.Throws<ArgumentException>(() => new LineOptions { Encoding = encoding });
        Assert.Equal(nameof(LineOptions.Encoding), e.ParamName);
        Assert.Contains(encoding.WebName, e.Message, StringComparison.Ordinal);
        Assert.Contains("0x0A", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_all_encodings_of_the_platform_those_are_taken_that_keep_CR_and_LF()
    {
        foreach (EncodingInfo info in Encoding.GetEncodings().Concat(CodePagesEncodingProvider.Instance.GetEncodings()))
        {
            Encoding encoding = info.GetEncoding();
            bool keeps = encoding.GetBytes("\r\n").AsSpan().SequenceEqual("\r\n"u8) && encoding.GetString("\r\n"u8) == "\r\n";
            Exception? e = Record.Exception(() => new LineOptions { Encoding = encoding });
            Assert.True(keeps == e is null, $"{info.Name}: keeps them: {keeps}, {e?.Message}");
        }
    }

    [Fact]
    public void A_character_that_an_encoding_turns_into_a_line_break_is_refused_where_it_is_written()
    {
        // Best fit: IBM's code pages show 0x0A as a disc.
        using var writer = new LineWriter(new ScriptedStream(), new LineOptions { Encoding = Encoding.GetEncoding("IBM860") });
        Assert.Throws<ArgumentException>(() => writer.WriteLine("a\u25D9b"));
    }

    [Theory]
    [InlineData("iso-8859-1")]
    [InlineData("windows-1252")]
    [InlineData("shift_jis")]
    [InlineData("us-ascii")]
    [InlineData("utf-8")]
    [InlineData("gb18030")]
    public void ToString_and_ReadLine_give_one_answer(string name)
    {
        // Every byte at the end of a line, in a run of lines, in one alone, truncated, and as the tail.
        byte[] bytes = [.. Enumerable.Range(0, 256).Where(b => b is not (10 or 13)).SelectMany(b => (byte[])[(byte)'c', (byte)b, (byte)(255 - b is 10 or 13 ? 65 : 255 - b), 10]), .. "caf"u8, 0xE9];
        var options = new LineOptions { Encoding = Encoding.GetEncoding(name), MaxLineLength = 3, Overflow = LineOverflow.Truncate };
        using var texts = new LineReader(new ScriptedStream(bytes), options);
        using var lines = new LineReader(new ScriptedStream(bytes), options);
        int count = 0;
        while (texts.ReadLine() is { } text)
        {
            Assert.True(lines.WaitToRead() && lines.TryRead(out Line line) && text == line.ToString() && text == line.ToString(options.Encoding));
            count++;
        }

        Assert.Equal(255, count);
        Assert.False(lines.WaitToRead());
    }

    [Fact]
    public void A_strict_encoding_is_strict_in_both()
    {
        var options = new LineOptions { Encoding = new UTF8Encoding(false, throwOnInvalidBytes: true) };
        using var reader = new LineReader(new ScriptedStream(new byte[] { 0xFF, 10, 97, 10, 0xFF, 10, 98, 10 }), options);
        Assert.Throws<DecoderFallbackException>(() => reader.ReadLine());
        Assert.Equal("a", reader.ReadLine());
        Assert.True(reader.TryRead(out Line line));
        Assert.Throws<DecoderFallbackException>(() => line.ToString());
        Assert.Equal("b", reader.ReadLine());
    }

    [Fact]
    public void A_framers_line_speaks_its_options_encoding_too()
    {
        using var framer = new LineFramer(new LineOptions { Encoding = Encoding.Latin1 });
        ((ReadOnlySpan<byte>)[(byte)'c', (byte)'a', (byte)'f', 0xE9, 10]).CopyTo(framer.GetSpan(5));
        framer.Advance(5);
        Assert.True(framer.TryRead(out Line line));
        Assert.Equal("café", line.ToString());
        Assert.Equal("", default(Line).ToString());
    }

    [Fact]
    public void A_line_is_compared_and_parsed_without_a_string()
    {
        using var reader = new LineReader(new ScriptedStream("QUIT\n42\n4x\n\n-1.5\n 7\n"u8.ToArray()));
        Assert.True(reader.WaitToRead());
        Line quit = Next();
        Assert.True(quit.Equals("QUIT"u8) && quit.StartsWith("QU"u8) && quit.StartsWith(""u8) && quit.StartsWith("QUIT"u8));
        Assert.False(quit.Equals("QUI"u8) || quit.Equals("quit"u8) || quit.Equals("QUITS"u8) || quit.StartsWith("QUITS"u8) || quit.StartsWith("U"u8));
        Assert.False(quit.TryParse(out int none));
        Assert.Equal(0, none);
        Assert.True(Next().TryParse(out int answer) && answer == 42);
        Assert.False(Next().TryParse(out answer));
        Line empty = Next();
        Assert.True(empty.Equals(""u8) && !empty.TryParse(out answer));
        Assert.True(Next().TryParse(out double number) && number == -1.5);
        Assert.True(Next().TryParse(out answer) && answer == 7);

        Line Next()
        {
            Assert.True(reader.TryRead(out Line line));
            return line;
        }
    }

    /// <summary>LF is 0x0A one way, and something else the other.</summary>
    private sealed class Rotated : Encoding
    {
        public override string WebName => "x-rotated";

        public override string EncodingName => "rotated";

        public override int CodePage => 1;

        public override int GetByteCount(char[] chars, int index, int count) => count;

        public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex)
        {
            for (int i = 0; i < charCount; i++)
                bytes[byteIndex + i] = (byte)chars[charIndex + i];
            return charCount;
        }

        public override int GetCharCount(byte[] bytes, int index, int count) => count;

        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
        {
            for (int i = 0; i < byteCount; i++)
                chars[charIndex + i] = (char)(bytes[byteIndex + i] + 1);
            return byteCount;
        }

        public override int GetMaxByteCount(int charCount) => charCount;

        public override int GetMaxCharCount(int byteCount) => byteCount;
    }
}
