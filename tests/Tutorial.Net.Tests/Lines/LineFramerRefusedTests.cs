using System.Buffers;
using System.Text;

namespace Tutorial.Net.Tests.Lines;

/// <summary>What is thrown away is never shown, and is not forgotten before something else is handed out.</summary>
public class LineFramerRefusedTests
{
    private static LineFramer Framer(LineTerminator terminator, int max, LineOverflow overflow) =>
        new(new LineOptions { Terminator = terminator, MaxLineLength = max, Overflow = overflow });

    private static LineTerminator Terminator(string name) => name switch
    {
        "Lf" => LineTerminator.Lf,
        "CrLf" => LineTerminator.CrLf,
        "Universal" => LineTerminator.Universal,
        _ => LineTerminator.Custom(Encoding.Latin1.GetBytes(name)),
    };

    private static void Write(LineFramer framer, string text) => framer.Write(Encoding.Latin1.GetBytes(text));

    private static string Buffered(LineFramer framer) => Encoding.Latin1.GetString(framer.Buffered.Span);

    /// <summary>Reads as a program does that goes on after an exception, until there is nothing more.</summary>
    private static List<string> ReadAll(LineFramer framer)
    {
        var lines = new List<string>();
        LineFramerContractTests.Drain(framer, lines);
        return lines;
    }

    [Theory]
    [InlineData(LineOverflow.Throw)]
    [InlineData(LineOverflow.Discard)]
    public void Only_what_is_handed_out_makes_a_framer_forget_what_it_threw_away(LineOverflow overflow)
    {
        using LineFramer framer = Framer(LineTerminator.Lf, 5, overflow);
        Write(framer, "ok\nINJECTED TOO LONG\n");
        List<string> lines = ReadAll(framer);
        Assert.Equal(overflow == LineOverflow.Throw ? ["ok|Lf", "LineTooLongException"] : ["ok|Lf"], lines);
        Assert.False(framer.IsBetweenLines);
        Assert.True(framer.TryReadExactly(0, out _));
        Assert.False(framer.IsBetweenLines);
        Assert.False(framer.TryReadExactly(4, out _));
        Assert.False(framer.TryRead(out _));
        Assert.True(framer.Buffered.IsEmpty);
        Assert.False(framer.IsBetweenLines);
        Write(framer, "body");
        Assert.False(framer.TryReadExactly(5, out _));
        Assert.True(framer.TryReadExactly(4, out _));
        Assert.True(framer.IsBetweenLines);
    }

    [Fact]
    public void Raw_reads_that_give_nothing_do_not_hide_a_malformed_line()
    {
        using LineFramer framer = Framer(LineTerminator.CrLf, 100, LineOverflow.Discard);
        Write(framer, "ok\r\nINJECTED\n\r\n");
        Assert.Equal(["ok|CrLf", "LineFormatException"], ReadAll(framer));
        Assert.True(framer.TryReadExactly(0, out _));
        Assert.False(framer.TryReadExactly(1, out _));
        Assert.False(framer.IsBetweenLines);
    }

    [Fact]
    public void A_raw_read_that_gives_nothing_does_not_drop_the_beginning_of_a_truncated_line()
    {
        using LineFramer framer = Framer(LineTerminator.Lf, 5, LineOverflow.Truncate);
        Write(framer, "INJECTED TOO LONG");
        Assert.False(framer.TryRead(out _));
        Write(framer, "\n");
        Assert.False(framer.TryReadExactly(4, out _));
        Assert.True(framer.TryReadExactly(0, out _));
        Assert.False(framer.IsBetweenLines);
        Assert.Equal(["INJEC|Lf."], ReadAll(framer));
        Assert.True(framer.IsBetweenLines);
    }

    [Theory]
    [InlineData("Lf", LineOverflow.Throw)]
    [InlineData("Lf", LineOverflow.Discard)]
    [InlineData("Lf", LineOverflow.Truncate)]
    [InlineData("CrLf", LineOverflow.Throw)]
    [InlineData("Universal", LineOverflow.Discard)]
    [InlineData("\r\n.\r\n", LineOverflow.Throw)]
    public void What_is_being_thrown_away_is_never_shown(string name, LineOverflow overflow)
    {
        string end = name switch { "Lf" or "Universal" => "\n", "CrLf" => "\r\n", _ => name };
        using LineFramer framer = Framer(Terminator(name), 8, overflow);
        Write(framer, "AAAAAAAADELETE /x");
        if (overflow == LineOverflow.Throw)
            Assert.Throws<LineTooLongException>(() => framer.TryRead(out _));
        else
            Assert.False(framer.TryRead(out _));
        Assert.Equal("", Buffered(framer));
        Write(framer, "DELETE /y");
        Assert.Equal("", Buffered(framer));
        // Half of a terminator, of a line that is being thrown away, is thrown away as well.
        Write(framer, end[..^1]);
        Assert.Equal("", Buffered(framer));
        Write(framer, end[^1..] + "next" + end);
        Assert.Equal("next" + end, Buffered(framer));
    }

    [Fact]
    public void To_look_at_what_is_buffered_does_not_change_what_ended_a_line()
    {
        using LineFramer framer = Framer(LineTerminator.Universal, 4, LineOverflow.Truncate);
        Write(framer, "AAAAAAAA");
        Assert.False(framer.TryRead(out _));
        Write(framer, "\r");
        Assert.Equal("", Buffered(framer));
        Assert.False(framer.IsCompleted);
        Write(framer, "\nnext\n");
        Assert.Equal("next\n", Buffered(framer));
        Assert.Equal(["AAAA|CrLf.", "next|Lf"], ReadAll(framer));
    }

    [Theory]
    [InlineData("a\nDELETE /x\r\nnext\r\n", "next\r\n")]
    [InlineData("a\rDELETE /x\r\nnext\r\n", "next\r\n")]
    [InlineData("a\nb\rDELETE /x\n\r\r\nnext\r\n", "next\r\n")]
    [InlineData("a\nDELETE /x", "")]
    [InlineData("a\nDELETE /x\r", "")]
    public void The_rest_of_a_malformed_line_is_never_shown(string input, string rest)
    {
        using LineFramer framer = Framer(LineTerminator.CrLf, 100, LineOverflow.Throw);
        Write(framer, input);
        Assert.Throws<LineFormatException>(() => framer.TryRead(out _));
        Assert.Equal(rest, Buffered(framer));
        framer.Complete();
        Assert.Equal(rest, Buffered(framer));
    }

    [Fact]
    public void A_terminator_is_changed_after_a_refused_line_without_a_line_out_of_its_rest()
    {
        using LineFramer lines = Framer(LineTerminator.Lf, 8, LineOverflow.Throw);
        Write(lines, "AAAAAAAADELETE /x\nnext#$");
        Assert.Throws<LineTooLongException>(() => lines.TryRead(out _));
        using LineFramer other = Framer(Terminator("#$"), 100, LineOverflow.Throw);
        other.Write(lines.Buffered.Span);
        Assert.Equal(["next|Custom"], ReadAll(other));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_fails_leaves_a_reader_as_it_was_and_one_that_comes_does_not(bool asynchronous)
    {
        var options = new LineOptions { MaxLineLength = 5, Overflow = LineOverflow.Discard };
        using var stream = new ScriptedStream(
            "ok\nINJECTED TOO LONG\n"u8.ToArray(),
            new IOException("no more for now"),
            "bo"u8.ToArray(),
            new IOException("no more for now"),
            "dy"u8.ToArray())
        {
            IsAsynchronous = asynchronous,
        };
        using var reader = new LineReader(stream, options);
        byte[] body = new byte[4];
        Assert.Equal("ok", reader.ReadLine());
        Assert.False(reader.TryRead(out _));
        Assert.False(reader.IsBetweenLines);
        await Assert.ThrowsAsync<IOException>(ReadBody);
        Assert.True(reader.Buffered.IsEmpty);
        Assert.False(reader.IsBetweenLines);
        await Assert.ThrowsAsync<IOException>(ReadBody);
        Assert.Equal("bo"u8, reader.Buffered.Span);
        Assert.False(reader.IsBetweenLines);
        await ReadBody();
        Assert.Equal("body"u8, body);
        Assert.True(reader.IsBetweenLines);

        async Task ReadBody()
        {
            if (asynchronous)
                await reader.ReadExactlyAsync(body, TestContext.Current.CancellationToken);
            else
                reader.ReadExactly(body);
        }
    }
}
