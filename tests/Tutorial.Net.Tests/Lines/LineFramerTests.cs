using System.Buffers;
using System.Text;

namespace Tutorial.Net.Tests.Lines;

public class LineFramerTests
{
    private static void Write(LineFramer framer, string text) => framer.Write(Encoding.Latin1.GetBytes(text));

    private static string Read(LineFramer framer)
    {
        Assert.True(framer.TryRead(out Line line));
        return line.ToString(Encoding.Latin1);
    }

    [Fact]
    public void Lines_then_exactly_then_lines_share_one_buffer()
    {
        using var framer = new LineFramer();
        Write(framer, "LEN 7\r\na\nb\r\nc\nnext\n");
        Assert.Equal("LEN 7", Read(framer));
        Assert.True(framer.TryReadExactly(7, out ReadOnlyMemory<byte> body));
        Assert.Equal("a\nb\r\nc\n"u8, body.Span[..7]);
        Assert.Equal("next", Read(framer));
        Assert.True(framer.Buffered.IsEmpty);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Many_headers_and_bodies_in_one_buffer_are_told_apart(int terminator)
    {
        LineTerminator[] all = [LineTerminator.Lf, LineTerminator.CrLf, LineTerminator.Universal];
        using var framer = new LineFramer(new LineOptions { Terminator = all[terminator] });
        for (int i = 0; i < 1000; i++)
            Write(framer, $"head {i}\r\n\r{i:D4}\n");
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal($"head {i}", Read(framer));
            Assert.True(framer.TryReadExactly(6, out ReadOnlyMemory<byte> body));
            Assert.Equal($"\r{i:D4}\n", Encoding.Latin1.GetString(body.Span));
        }

        Assert.True(framer.Buffered.IsEmpty);
    }

    [Fact]
    public void Exactly_none_is_there_at_once_and_a_negative_count_is_refused()
    {
        using var framer = new LineFramer();
        Assert.True(framer.TryReadExactly(0, out ReadOnlyMemory<byte> bytes));
        Assert.True(bytes.IsEmpty);
        Assert.Throws<ArgumentOutOfRangeException>(() => framer.TryReadExactly(-1, out _));
    }

    [Fact]
    public void Memory_grows_with_what_arrived_and_not_with_what_was_asked_for()
    {
        using var framer = new LineFramer(new LineOptions { BufferSize = 1024 });
        Write(framer, "abc");
        Assert.False(framer.TryReadExactly(int.MaxValue, out _));
        Write(framer, "def");
        Assert.False(framer.TryReadExactly(1 << 30, out _));
        Assert.InRange(framer.Capacity, 1, 2048);
        framer.Complete();
        Assert.False(framer.TryReadExactly(7, out _));
        Assert.Equal("abcdef", Read(framer));
    }

    [Fact]
    public void A_body_longer_than_the_limit_passes()
    {
        using var framer = new LineFramer(new LineOptions { MaxLineLength = 4 });
        Write(framer, "a\n0123456789b\n");
        Assert.Equal("a", Read(framer));
        Assert.True(framer.TryReadExactly(10, out ReadOnlyMemory<byte> body));
        Assert.Equal("0123456789"u8, body.Span[..10]);
        Assert.Equal("b", Read(framer));
    }

    [Fact]
    public void An_over_long_line_being_thrown_away_goes_before_a_body()
    {
        using var framer = new LineFramer(new LineOptions { MaxLineLength = 4, Overflow = LineOverflow.Truncate });
        Write(framer, "01234567");
        Assert.False(framer.TryRead(out _));
        Assert.False(framer.TryReadExactly(2, out _));
        Write(framer, "89\nbody");
        Assert.True(framer.TryReadExactly(4, out ReadOnlyMemory<byte> body));
        Assert.Equal("body"u8, body.Span[..4]);
        Assert.True(framer.Buffered.IsEmpty);
    }

    [Fact]
    public void A_body_behind_a_CR_does_not_begin_with_its_LF()
    {
        using var framer = new LineFramer(new LineOptions { Terminator = LineTerminator.Universal });
        Write(framer, "head\r");
        Assert.Equal("head", Read(framer));
        Assert.True(framer.Buffered.IsEmpty);
        Write(framer, "\nbody");
        Assert.True(framer.TryReadExactly(4, out ReadOnlyMemory<byte> body));
        Assert.Equal("body"u8, body.Span[..4]);
    }

    [Fact]
    public void A_terminator_is_switched_by_a_new_framer_over_what_is_buffered()
    {
        using var lines = new LineFramer();
        Write(lines, "DATA\nmail\r\n.more\r\n.\r\nQUIT\n");
        Assert.Equal("DATA", Read(lines));
        using var data = new LineFramer(new LineOptions { Terminator = LineTerminator.Custom("\r\n.\r\n"u8) });
        data.Write(lines.Buffered.Span);
        Assert.Equal("mail\r\n.more", Read(data));
        Assert.Equal("QUIT\n"u8, data.Buffered.Span);
    }

    [Fact]
    public void A_discarded_line_is_counted()
    {
        using var framer = new LineFramer(new LineOptions { MaxLineLength = 2, Overflow = LineOverflow.Discard });
        Write(framer, "abc\nde\nfghijkl\n");
        Assert.Equal("de", Read(framer));
        Assert.False(framer.TryRead(out _));
        Assert.Equal(2, framer.DiscardedLines);
    }

    [Theory]
    [InlineData(LineOverflow.Throw)]
    [InlineData(LineOverflow.Discard)]
    [InlineData(LineOverflow.Truncate)]
    public void What_came_behind_a_line_and_was_thrown_away_is_not_forgotten(LineOverflow overflow)
    {
        using var framer = new LineFramer(new LineOptions { MaxLineLength = 8, Overflow = overflow });
        Write(framer, "STARTTLS\n");
        Assert.Equal("STARTTLS", Read(framer));
        Assert.True(framer.IsBetweenLines);
        Write(framer, "INJECTED-long");
        Assert.False(framer.IsBetweenLines);
        if (overflow == LineOverflow.Throw)
            Assert.Throws<LineTooLongException>(() => framer.TryRead(out _));
        Assert.False(framer.TryRead(out _));
        Assert.True(framer.Buffered.IsEmpty);
        Assert.False(framer.IsBetweenLines);
        Write(framer, "\n");
        if (overflow == LineOverflow.Truncate)
            Assert.Equal("INJECTED", Read(framer));
        Assert.False(framer.TryRead(out _));
        Assert.Equal(overflow == LineOverflow.Truncate, framer.IsBetweenLines);
        Write(framer, "next\n");
        Assert.Equal("next", Read(framer));
        Assert.True(framer.IsBetweenLines);
    }

    [Fact]
    public void Behind_a_CR_whose_LF_may_come_it_is_not_between_lines()
    {
        using var framer = new LineFramer(new LineOptions { Terminator = LineTerminator.Universal });
        Assert.True(framer.IsBetweenLines);
        Write(framer, "a\r");
        Assert.Equal("a", Read(framer));
        Assert.False(framer.IsBetweenLines);
        Write(framer, "\n");
        Assert.True(framer.IsBetweenLines);
    }

    [Fact]
    public void A_long_line_is_known_as_soon_as_the_limit_is_passed()
    {
        using var framer = new LineFramer(new LineOptions { MaxLineLength = 4 });
        Write(framer, "12345");
        var e = Assert.Throws<LineTooLongException>(() => framer.TryRead(out _));
        Assert.Equal(4, e.MaxLineLength);
        Assert.Contains("4 bytes", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LineOverflow.Throw)]
    [InlineData(LineOverflow.Discard)]
    [InlineData(LineOverflow.Truncate)]
    public void A_line_without_end_never_grows_the_window_past_the_limit_and_one_buffer(LineOverflow overflow)
    {
        using var framer = new LineFramer(new LineOptions { Overflow = overflow });
        long written = 0;
        int exceptions = 0;
        while (written < 1L << 30)
        {
            Span<byte> space = framer.GetSpan();
            space.Fill((byte)'x');
            framer.Advance(space.Length);
            written += space.Length;
            try
            {
                Assert.False(framer.TryRead(out _));
            }
            catch (LineTooLongException)
            {
                exceptions++;
            }

            Assert.InRange(framer.Capacity, 0, 65536 + 65536);
        }

        Assert.Equal(overflow == LineOverflow.Throw ? 1 : 0, exceptions);
        Write(framer, "\nnext\n");
        if (overflow == LineOverflow.Truncate)
        {
            Assert.True(framer.TryRead(out Line line));
            Assert.True(line.IsTruncated);
            Assert.Equal(65536, line.Length);
        }

        Assert.Equal("next", Read(framer));
    }

    [Fact]
    public void Nothing_is_held_when_nothing_is_buffered()
    {
        using var framer = new LineFramer();
        Assert.Equal(0, framer.Capacity);
        Write(framer, "a\n");
        Assert.NotEqual(0, framer.Capacity);
        Assert.Equal("a", Read(framer));
        Assert.False(framer.TryRead(out _));
        Assert.Equal(0, framer.Capacity);
    }

    [Fact]
    public void Lines_lie_in_the_buffer_and_cost_no_allocation()
    {
        using var framer = new LineFramer();
        byte[] chunk = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("twelve chars\r\n", 4000)));
        long lines = 0;
        Pass();
        Pass();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            Pass();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(102 * 4000, lines);

        void Pass()
        {
            framer.Write(chunk);
            while (framer.TryRead(out Line line))
                lines += line.Length / 12;
        }
    }

    [Fact]
    public void Completed_means_that_everything_was_read()
    {
        using var framer = new LineFramer();
        Write(framer, "a\nb");
        framer.Complete();
        framer.Complete();
        Assert.False(framer.IsCompleted);
        Assert.Equal("a", Read(framer));
        Assert.False(framer.IsCompleted);
        Assert.Equal("b", Read(framer));
        Assert.True(framer.IsCompleted);
        Assert.False(framer.TryRead(out _));
        Assert.Throws<InvalidOperationException>(() => framer.GetMemory());
        Assert.Throws<InvalidOperationException>(() => framer.Advance(0));
    }

    [Fact]
    public void A_disposed_framer_refuses_every_use()
    {
        var framer = new LineFramer();
        Write(framer, "a\nb\n");
        Assert.Equal("a", Read(framer));
        framer.Dispose();
        framer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => framer.TryRead(out _));
        Assert.Throws<ObjectDisposedException>(() => framer.TryReadExactly(1, out _));
        Assert.Throws<ObjectDisposedException>(() => framer.GetMemory());
        Assert.Throws<ObjectDisposedException>(() => { framer.GetSpan(); });
        Assert.Throws<ObjectDisposedException>(() => framer.Advance(0));
        Assert.Throws<ObjectDisposedException>(framer.Complete);
        Assert.Throws<ObjectDisposedException>(() => framer.Buffered);
        Assert.Throws<ObjectDisposedException>(() => framer.IsCompleted);
        Assert.Throws<ObjectDisposedException>(() => framer.IsBetweenLines);
    }

    [Fact]
    public void A_line_of_16_MiB_passes_byte_by_byte()
    {
        const int Length = 16 << 20;
        using var framer = new LineFramer(new LineOptions { MaxLineLength = Length });
        for (int i = 0; i < Length; i++)
        {
            framer.GetSpan(1)[0] = (byte)'x';
            framer.Advance(1);
            if (framer.TryRead(out _))
                Assert.Fail("a line came before its end");
        }

        Write(framer, "\n");
        Assert.True(framer.TryRead(out Line line));
        Assert.Equal(Length, line.Length);
        Assert.InRange(framer.Capacity, Length, 2 * Length);
    }

    [Fact]
    public void Options_say_what_is_out_of_range()
    {
        Assert.Contains("MaxLineLength", Assert.Throws<ArgumentOutOfRangeException>(() => new LineOptions { MaxLineLength = 0 }).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new LineOptions { MaxLineLength = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LineOptions { BufferSize = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LineOptions { Overflow = (LineOverflow)3 });
        Assert.Throws<ArgumentNullException>(() => new LineOptions { Terminator = null! });
        Assert.Throws<ArgumentNullException>(() => new LineOptions { Encoding = null! });
        Assert.Throws<ArgumentException>(() => LineTerminator.Custom([]));
        Assert.Throws<ArgumentException>(() => LineTerminator.Custom(new byte[17]));
        Assert.Equal("Custom(2324)", LineTerminator.Custom("#$"u8).ToString());
    }

    [Fact]
    public void The_default_line_is_empty()
    {
        Line line = default;
        Assert.Equal("", line.ToString());
        Assert.True(line.Bytes.IsEmpty);
        Assert.Equal(LineEnding.None, line.Ending);
    }

    [Fact]
    public void The_beginning_of_a_cut_line_goes_back_to_the_pool_with_the_framer()
    {
        const int Length = 5_000;
        var framer = new LineFramer(new LineOptions { MaxLineLength = Length, Overflow = LineOverflow.Truncate });
        framer.Write(Enumerable.Repeat((byte)0x17, Length + 1).Append((byte)'\n').ToArray());
        Assert.True(framer.TryRead(out Line line) && line.IsTruncated);
        framer.Dispose();
        // The pool gives a thread what it gave back last.
        Assert.Equal(0x17, ArrayPool<byte>.Shared.Rent(Length)[Length - 1]);
    }
}
