using System.Text;

namespace Tutorial.Net.Tests.Serving;

/// <summary>What came from a client, as lines and as bytes, while the options change between them.</summary>
public sealed class SessionInputTests
{
    private static readonly LineOptions Lf = new(), Semicolon = new() { Terminator = LineTerminator.Custom(";"u8) };

    [Fact]
    public void New_options_are_those_of_the_next_line_and_nothing_that_came_is_lost()
    {
        using SessionInput input = new(Lf);
        Add(input, "one\ntwo;three;rest\n");
        Assert.Equal("one", Read(input));
        input.SetOptions(Semicolon);
        Assert.Same(Lf, input.Options);
        Assert.Same(Semicolon, input.NextOptions);
        Assert.True(input.HasLine());
        Assert.Same(Semicolon, input.Options);
        Assert.Equal("two", Read(input));
        Assert.Equal("three", Read(input));
        Assert.Null(Read(input));
        Assert.True(input.IsMidLine);
        input.SetOptions(Lf);
        Assert.Equal("rest", Read(input));
        Assert.False(input.IsMidLine);
        Assert.Same(Lf, input.NextOptions);
    }

    [Fact]
    public void The_last_options_count_and_an_end_that_was_read_stays_one()
    {
        using SessionInput input = new(Lf);
        Add(input, "a;b");
        input.Complete();
        input.SetOptions(new LineOptions { Terminator = LineTerminator.CrLf });
        input.SetOptions(Semicolon);
        Assert.Equal("a", Read(input));
        // Without an end it is a line only because nothing more comes.
        Assert.Equal("b", Read(input));
        Assert.Null(Read(input));
    }

    [Fact]
    public void A_line_that_is_too_long_is_thrown_away_whole_before_new_options_count()
    {
        using SessionInput input = new(new LineOptions { MaxLineLength = 3 });
        Add(input, "1234;5");
        Assert.Throws<LineTooLongException>(() => Read(input));
        input.SetOptions(Semicolon);
        Assert.False(input.HasLine());
        Assert.Null(Read(input));
        Assert.NotSame(Semicolon, input.Options);
        Add(input, "6;7\nnext;\n;");
        Assert.Equal("next", Read(input));
        Assert.Same(Semicolon, input.Options);
        Assert.Equal("\n", Read(input));
    }

    [Fact]
    public void Of_a_line_that_a_CR_ended_the_LF_is_not_part_of_the_next_whatever_the_options()
    {
        using SessionInput input = new(new LineOptions { Terminator = LineTerminator.Universal });
        Add(input, "a\r");
        Assert.Equal("a", Read(input));
        input.SetOptions(Semicolon);
        Assert.Null(Read(input));
        Add(input, "\nb\nc;");
        Assert.Equal("b\nc", Read(input));
    }

    [Theory]
    [InlineData(LineOverflow.Discard)]
    [InlineData(LineOverflow.Truncate)]
    public void The_beginning_of_a_line_that_is_too_long_is_handed_out_before_new_options_count(LineOverflow overflow)
    {
        using SessionInput input = new(new LineOptions { MaxLineLength = 3, Overflow = overflow });
        Add(input, "1234");
        Assert.False(input.HasLine());
        input.SetOptions(Semicolon);
        Add(input, "5\nnext\n;");
        if (overflow == LineOverflow.Truncate)
            Assert.Equal("123", Read(input));
        Assert.Equal("next\n", Read(input));
    }

    [Fact]
    public void Bytes_come_in_pieces_up_to_the_number_and_lines_go_on_behind_them()
    {
        using SessionInput input = new(Lf);
        Add(input, "put\nab");
        Assert.Equal("put", Read(input));
        input.WantBytes(5);
        Assert.Equal((true, 5L, false), (input.WantsBytes, input.Missing, input.IsMidLine));
        Assert.Equal(("ab", false), ReadBytes(input));
        Assert.Equal(3, input.Missing);
        Assert.Null(ReadBytes(input));
        Add(input, "c\n");
        Assert.Equal(("c\n", false), ReadBytes(input));
        Add(input, "enext\n");
        Assert.Equal(("e", true), ReadBytes(input));
        Assert.Equal((false, 0L), (input.WantsBytes, input.Missing));
        Assert.Equal("next", Read(input));
    }

    [Fact]
    public void Bytes_that_are_asked_for_while_a_line_is_thrown_away_begin_behind_its_whole_end()
    {
        using SessionInput input = new(new LineOptions { MaxLineLength = 4, Overflow = LineOverflow.Discard, Terminator = LineTerminator.CrLf });
        Add(input, "aaaaaaaaa\r");
        Assert.Null(Read(input));
        input.WantBytes(2);
        Assert.Null(ReadBytes(input));
        Add(input, "\nXY");
        Assert.Equal(("XY", true), ReadBytes(input));
    }

    [Fact]
    public void No_bytes_that_are_asked_for_are_one_empty_piece()
    {
        using SessionInput input = new(Lf);
        Add(input, "x\n");
        input.WantBytes(0);
        Assert.True(input.WantsBytes);
        Assert.Equal(("", true), ReadBytes(input));
        Assert.False(input.WantsBytes);
        Assert.Equal("x", Read(input));
    }

    [Fact]
    public void Options_that_change_before_bytes_keep_the_bytes_as_they_are()
    {
        using SessionInput input = new(Lf);
        Add(input, "put\n;\n;line;");
        Assert.Equal("put", Read(input));
        input.SetOptions(Semicolon);
        input.WantBytes(3);
        Assert.Equal((";\n;", true), ReadBytes(input));
        Assert.Same(Semicolon, input.Options);
        Assert.Equal("line", Read(input));
    }

    [Fact]
    public void Bytes_after_a_CR_begin_behind_its_LF()
    {
        using SessionInput input = new(new LineOptions { Terminator = LineTerminator.Universal });
        Add(input, "a\r");
        Assert.Equal("a", Read(input));
        input.WantBytes(2);
        Assert.Null(ReadBytes(input));
        Add(input, "\nbc");
        Assert.Equal(("bc", true), ReadBytes(input));
    }

    private static void Add(SessionInput input, string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        bytes.CopyTo(input.GetSpan());
        input.Advance(bytes.Length);
    }

    private static string? Read(SessionInput input) => input.TryReadLine(out Line line) ? line.ToString() : null;

    private static (string Bytes, bool IsLast)? ReadBytes(SessionInput input) =>
        input.TryReadBytes(out ReadOnlyMemory<byte> bytes, out bool isLast) ? (Encoding.ASCII.GetString(bytes.Span), isLast) : null;
}
