using System.Buffers;
using System.Text;

namespace Tutorial.Net.Tests.Lines;

/// <summary>A terminator that is changed on the way, and what terminators are made of.</summary>
public class LineFramerTerminatorTests
{
    private static readonly LineTerminator Dot = LineTerminator.Custom("\r\n.\r\n"u8);

    private static void Write(LineFramer framer, string text) => framer.Write(Encoding.Latin1.GetBytes(text));

    private static string Read(LineFramer framer)
    {
        Assert.True(framer.TryRead(out Line line));
        return $"{Encoding.Latin1.GetString(line.Span)}|{line.Ending}";
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public void What_is_buffered_is_cut_anew_and_so_is_what_comes(int chunk)
    {
        using var framer = new LineFramer();
        var lines = new List<string>();
        foreach (char[] bytes in "DATA\r\nmail\r\n.more\r\n.\r\nNOOP\nDATA\n\r\n.\r\nQUIT\n".Chunk(chunk))
        {
            Write(framer, new string(bytes));
            while (framer.TryRead(out Line line))
            {
                lines.Add(line.ToString());
                framer.Terminator = line.Equals("DATA"u8) ? Dot : LineTerminator.Lf;
            }
        }

        Assert.Equal(["DATA", "mail\r\n.more", "NOOP", "DATA", "", "QUIT"], lines);
        Assert.True(framer.IsBetweenLines);
    }

    [Fact]
    public void A_line_that_is_not_whole_is_cut_by_the_terminator_that_is_set_last()
    {
        using var framer = new LineFramer();
        Assert.Same(LineTerminator.Lf, framer.Terminator);
        Write(framer, "a;b");
        Assert.False(framer.TryRead(out _));
        framer.Terminator = LineTerminator.AnyOf(";"u8);
        Assert.Equal("a|Custom", Read(framer));
        framer.Terminator = LineTerminator.CrLf;
        framer.Complete();
        framer.Terminator = LineTerminator.Universal;
        Assert.Same(LineTerminator.Universal, framer.Terminator);
        Assert.Equal("b|None", Read(framer));
        Assert.True(framer.IsCompleted);
    }

    [Theory]
    [InlineData(LineOverflow.Throw)]
    [InlineData(LineOverflow.Discard)]
    [InlineData(LineOverflow.Truncate)]
    public void While_a_line_is_being_thrown_away_the_terminator_stays(LineOverflow overflow)
    {
        using var framer = new LineFramer(new LineOptions { MaxLineLength = 8, Overflow = overflow });
        Write(framer, "AAAAAAAADELETE /x#$");
        if (overflow == LineOverflow.Throw)
            Assert.Throws<LineTooLongException>(() => framer.TryRead(out _));
        Assert.False(framer.TryRead(out _));
        var e = Assert.Throws<InvalidOperationException>(() => framer.Terminator = LineTerminator.Custom("#$"u8));
        Assert.Contains("Lf", e.Message, StringComparison.Ordinal);
        Assert.Contains("TryRead", e.Message, StringComparison.Ordinal);
        Assert.Same(LineTerminator.Lf, framer.Terminator);
        Write(framer, "DELETE /y\nnext#$");
        framer.Terminator = LineTerminator.Custom("#$"u8);
        Assert.False(framer.IsBetweenLines);
        if (overflow == LineOverflow.Truncate)
            Assert.Equal("AAAAAAAA|Lf", Read(framer));
        Assert.Equal("next|Custom", Read(framer));
        Assert.True(framer.IsBetweenLines);
    }

    [Fact]
    public void The_LF_of_the_last_lines_CR_is_swallowed_under_another_terminator_too()
    {
        using var framer = new LineFramer(new LineOptions { Terminator = LineTerminator.Universal });
        Write(framer, "DATA\r");
        Assert.Equal("DATA|Cr", Read(framer));
        framer.Terminator = Dot;
        Assert.False(framer.IsBetweenLines);
        Write(framer, "\nmail\r\n.\r\n");
        Assert.Equal("mail|Custom", Read(framer));
    }

    [Fact]
    public void No_terminator_and_a_disposed_framer_are_refused()
    {
        var framer = new LineFramer();
        Assert.Throws<ArgumentNullException>(() => framer.Terminator = null!);
        framer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => framer.Terminator);
        Assert.Throws<ObjectDisposedException>(() => framer.Terminator = LineTerminator.Lf);
    }

    [Fact]
    public void A_terminator_has_1_to_16_bytes_and_a_name()
    {
        Assert.Throws<ArgumentException>(() => LineTerminator.AnyOf([]));
        Assert.Contains("not 17", Assert.Throws<ArgumentException>(() => LineTerminator.AnyOf(new byte[17])).Message, StringComparison.Ordinal);
        Assert.Equal("AnyOf(000A)", LineTerminator.AnyOf([0, 10]).ToString());
        Assert.Equal("CrLf", LineTerminator.CrLf.ToString());
    }

    [Theory]
    [InlineData("ab;c\nd\n", new[] { "ab", "c", "d" })]
    [InlineData(";;", new[] { "", "" })]
    public void A_line_under_AnyOf_is_written_with_its_first_byte(string read, string[] lines)
    {
        var options = new LineOptions { Terminator = LineTerminator.AnyOf(";\n"u8) };
        using var framer = new LineFramer(options);
        Write(framer, read);
        foreach (string line in lines)
            Assert.Equal($"{line}|Custom", Read(framer));
        using var stream = new MemoryStream();
        using (var writer = new LineWriter(stream, options))
        {
            writer.WriteLines(lines);
            Assert.Throws<ArgumentException>(() => writer.WriteLine("a;b"));
            Assert.Throws<ArgumentException>(() => writer.WriteLine("a\n"u8));
            writer.WriteLine("\r");
        }

        Assert.Equal(string.Concat(lines.Append("\r").Select(l => l + ";")), Encoding.Latin1.GetString(stream.ToArray()));
    }

    [Theory]
    [InlineData("Universal", "ab\r\n", 3, 1)]
    [InlineData("Universal", "\r\n", 1, 2)]
    [InlineData("Universal", "ab\r\n", 3, 0)]
    [InlineData("Lf", "ab\r\n", 3, 2)]
    [InlineData("CrLf", "ab\r\n", 6, 1)]
    [InlineData("aa", "aaaa", 1, 1)]
    [InlineData("abaab", "abaababaab", 3, 1)]
    public void Raw_reads_that_end_inside_terminators_have_no_byte_looked_at_often(string name, string unit, int raw, int lines)
    {
        const int Length = 1 << 20;
        TerminatorRule rule = name switch
        {
            "Lf" => LineTerminator.Lf.Rule,
            "CrLf" => LineTerminator.CrLf.Rule,
            "Universal" => LineTerminator.Universal.Rule,
            _ => LineTerminator.Custom(Encoding.Latin1.GetBytes(name)).Rule,
        };
        var counting = new CountingRule(rule);
        using var framer = new LineFramer(new LineOptions { Terminator = new LineTerminator("Counting", counting) });
        Write(framer, string.Concat(Enumerable.Repeat(unit, Length / unit.Length)));
        long calls = 0;
        bool more = true;
        while (more && framer.TryReadExactly(raw, out _))
        {
            calls++;
            for (int i = 0; i < lines && more; i++, calls++)
            {
                try
                {
                    more = framer.TryRead(out _);
                }
                catch (LineFormatException)
                {
                    // CrLf: the lone LF that the raw read has left.
                }
            }
        }

        Assert.InRange(counting.Looked, 0, 4L * Length + 2 * Block.Length * calls);
        Assert.InRange(counting.Calls, 0, 2 * calls + 100);
    }

    [Fact]
    public void Terminators_changed_at_every_line_have_no_byte_looked_at_often()
    {
        const int Lines = 100_000;
        CountingRule[] rules = [new(LineTerminator.Lf.Rule), new(LineTerminator.Universal.Rule)];
        LineTerminator[] terminators = [.. rules.Select(r => new LineTerminator("Counting", r))];
        using var framer = new LineFramer(new LineOptions { Terminator = terminators[0] });
        Write(framer, string.Concat(Enumerable.Repeat("ab\n", Lines)));
        for (int i = 0; i < Lines; i++)
        {
            framer.Terminator = terminators[i & 1];
            Assert.True(framer.TryRead(out _));
        }

        Assert.InRange(rules.Sum(r => r.Looked), 0, (4L * 3 * Lines) + (2 * Block.Length * Lines));
    }

    /// <summary>Counts what another rule looks at.</summary>
    private sealed class CountingRule(TerminatorRule rule) : TerminatorRule
    {
        public long Looked { get; private set; }

        public long Calls { get; private set; }

        public override ReadOnlySpan<byte> Bytes => rule.Bytes;

        public override int Settle(byte[] buffer, int from, int end, ref LineEnds ends)
        {
            int settled = rule.Settle(buffer, from, end, ref ends);
            Looked += settled - from;
            Calls++;
            return settled;
        }

        public override LineEnding EndEarly(ReadOnlySpan<byte> rest) => rule.EndEarly(rest);

        public override bool GoesOnWith(byte next) => rule.GoesOnWith(next);

        public override string DescribeBare(byte found) => rule.DescribeBare(found);
    }
}
