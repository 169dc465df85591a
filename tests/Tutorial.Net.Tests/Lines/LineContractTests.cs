using System.Buffers;
using System.Net.Sockets;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Lines;

/// <summary>One contract, held by everything that turns bytes into lines.</summary>
public abstract class LineContractTests
{
    /// <summary>Everything read from <paramref name="chunks"/>: a line as its text and ending, a dot where it was truncated, an
    /// exception as its name.</summary>
    private protected abstract List<string> Read(LineOptions options, params byte[][] chunks);

    private protected static string Show(in Line line) =>
        $"{Encoding.Latin1.GetString(line.Span)}|{line.Ending}{(line.IsTruncated ? "." : "")}";

    private List<string> Read(LineOptions options, params string[] chunks) =>
        Read(options, chunks.Select(Encoding.Latin1.GetBytes).ToArray());

    private static LineOptions With(LineTerminator terminator, int max = 65536, LineOverflow overflow = LineOverflow.Throw) =>
        new() { Terminator = terminator, MaxLineLength = max, Overflow = overflow };

    private static readonly LineOptions Lf = With(LineTerminator.Lf);

    // CPython's test_newlines_input.
    private const string Mixed = "AAA\nBB\0B\nCCC\rDDD\rEEE\r\nFFF\r\nGGG";

    [Fact]
    public void Lf_takes_one_CR_before_it_away_and_leaves_any_other() =>
        Assert.Equal(["AAA|Lf", "BB\0B|Lf", "CCC\rDDD\rEEE|CrLf", "FFF|CrLf", "GGG|None"], Read(Lf, Mixed));

    [Fact]
    public void Universal_ends_at_LF_CRLF_and_CR() =>
        Assert.Equal(
            ["AAA|Lf", "BB\0B|Lf", "CCC|Cr", "DDD|Cr", "EEE|CrLf", "FFF|CrLf", "GGG|None"],
            Read(With(LineTerminator.Universal), Mixed));

    [Fact]
    public void CrLf_refuses_bare_breaks_once_a_line_and_goes_on_behind_it() =>
        Assert.Equal(
            ["LineFormatException", "FFF|CrLf", "LineFormatException", "last\r|None"],
            Read(With(LineTerminator.CrLf), Mixed + "\ra\rb\nc\r\nlast\r"));

    [Fact]
    public void Custom_knows_neither_CR_nor_LF() =>
        Assert.Equal(["a\nb\r\n|Custom", "#|Custom", "c|None"], Read(With(LineTerminator.Custom("#$"u8)), "a\nb\r\n#$##$c"));

    [Fact]
    public void AnyOf_ends_at_each_of_its_bytes_and_knows_no_pairs()
    {
        Assert.Equal(["a|Custom", "\rb|Custom", "|Custom", "c|None"], Read(With(LineTerminator.AnyOf(";\n"u8)), "a\n\rb;\nc"));
        Assert.Equal(["a|Custom", "|Custom", "b|Custom"], Read(With(LineTerminator.AnyOf("\r\n"u8)), "a\r", "\nb\n"));
        Assert.Equal(["a|Custom", "b|Custom"], Read(With(LineTerminator.AnyOf("\0\0"u8)), "a\0b\0"));
    }

    [Fact]
    public void AnyOf_takes_sixteen_bytes_and_holds_each_line_to_the_limit()
    {
        LineOptions options = With(LineTerminator.AnyOf("abcdefghijklmnop"u8), 2, LineOverflow.Truncate);
        Assert.Equal(["|Custom", "12|Custom", "12|Custom.", "12|None."], Read(options, "a12p1", "234g12", "3"));
    }

    [Fact]
    public void No_bytes_are_no_line() => Assert.Empty(Read(Lf, Array.Empty<string>()));

    [Fact]
    public void A_final_terminator_is_followed_by_no_empty_line() => Assert.Equal(["a|Lf", "|Lf"], Read(Lf, "a\n\n"));

    [Fact]
    public void A_thousand_blank_lines_are_a_thousand_lines() =>
        Assert.Equal(Enumerable.Repeat("|Lf", 1000), Read(Lf, new string('\n', 1000)));

    [Theory]
    [InlineData("tail", "tail|None")]
    [InlineData("tail\r", "tail\r|None")]
    public void A_tail_comes_out_once_with_everything_it_has(string tail, string expected) =>
        Assert.Equal(["a|Lf", expected], Read(Lf, "a\n" + tail));

    [Fact]
    public void A_line_over_three_chunks_is_one() => Assert.Equal(["abcdef|Lf"], Read(Lf, "ab", "cd", "ef\n"));

    [Fact]
    public void A_CR_LF_in_two_chunks_is_one_ending()
    {
        Assert.Equal(["qwerty|CrLf", "|CrLf"], Read(Lf, "qwerty\r", "\n\r", "\n"));
        Assert.Equal(["qwerty|CrLf", "|CrLf"], Read(With(LineTerminator.CrLf), "qwerty\r", "\n\r", "\n"));
    }

    [Fact]
    public void Universal_hands_a_line_out_at_a_CR_that_ends_a_chunk_and_swallows_its_LF() =>
        Assert.Equal(["a|Cr", "b|Lf", "|Cr", "|Cr", "c|None"], Read(With(LineTerminator.Universal), "a\r", "\nb\n\r", "\n\r", "c"));

    [Theory]
    [InlineData("1234567\nnext\n", "1234567|Lf")]
    [InlineData("1234567\r\nnext\n", "1234567|CrLf")]
    [InlineData("12345678\nnext\n", "LineTooLongException")]
    [InlineData("12345678\r\nnext\n", "LineTooLongException")]
    [InlineData("123456789012345678901234567890\nnext\n", "LineTooLongException")]
    public void The_limit_counts_no_terminator_and_the_line_behind_a_long_one_is_intact(string input, string first)
    {
        Assert.Equal([first, "next|Lf"], Read(With(LineTerminator.Lf, 7), input));
        Assert.Equal([first, "next|Lf"], Read(With(LineTerminator.Lf, 7), input.Select(c => c.ToString()).ToArray()));
    }

    [Fact]
    public void A_long_line_over_many_chunks_is_one_error_and_an_unterminated_one_leaves_nothing()
    {
        Assert.Equal(["LineTooLongException", "ok|Lf"], Read(With(LineTerminator.Lf, 3), "abcd", "efgh", "ijkl", "mn\nok\n"));
        Assert.Equal(["LineTooLongException"], Read(With(LineTerminator.Lf, 3), "abcd", "efgh"));
    }

    [Fact]
    public void Discard_skips_without_a_word() =>
        Assert.Equal(["a|Lf", "b|Lf"], Read(With(LineTerminator.Lf, 3, LineOverflow.Discard), "a\nabcd", "ef\nb\nabcde"));

    [Fact]
    public void Truncate_gives_the_beginning_and_the_true_ending() =>
        Assert.Equal(
            ["abc|Lf.", "abc|CrLf.", "abc|Lf", "abc|None."],
            Read(With(LineTerminator.Lf, 3, LineOverflow.Truncate), "abcd", "ef\nabcdef\r", "\nabc\nabcde"));

    [Theory]
    [InlineData("n", 1)]
    [InlineData("n", 2)]
    [InlineData("n", 3)]
    [InlineData("nd", 1)]
    [InlineData("nd", 2)]
    [InlineData("nd", 3)]
    [InlineData("ndx", 1)]
    [InlineData("ndx", 2)]
    [InlineData("ndx", 3)]
    public void A_terminator_of_any_length_is_found_over_chunks_of_any_length(string terminator, int chunk)
    {
        // CPython's asynchat: the terminator's beginning, its middle and its end at every place of a chunk.
        string input = string.Concat("hello,", "world" + terminator, "I'm ot" + "dead yet" + terminator, terminator, "tail");
        string[] expected = [.. input.Split(terminator).SkipLast(1).Select(l => l + "|Custom"), "tail|None"];
        Assert.Equal(expected, Read(With(LineTerminator.Custom(Encoding.Latin1.GetBytes(terminator))), input.Chunk(chunk).Select(c => new string(c)).ToArray()));
    }

    [Fact]
    public void A_data_byte_equal_to_the_terminators_first_before_a_split_is_data()
    {
        // SuperSocket #575, and asyncio's separators.
        Assert.Equal(["123#|Custom"], Read(With(LineTerminator.Custom("#$"u8)), "123#", "#$"));
        Assert.Equal(["QWE|Custom", "XY|Custom"], Read(With(LineTerminator.Custom("aa|"u8)), "QWEaa", "|XYa", "a|"));
        Assert.Equal(["a|Custom"], Read(With(LineTerminator.Custom("aab"u8)), "a", "a", "a", "b"));
    }

    [Fact]
    public void Nothing_is_dropped_and_no_character_is_cut()
    {
        byte[] text = "\uFEFF\0 é € 😀\n"u8.ToArray();
        string expected = Encoding.Latin1.GetString(text.AsSpan(..^1)) + "|Lf";
        Assert.Equal([expected], Read(Lf, text.Select(b => new[] { b }).ToArray()));
    }

    [Fact]
    public void Lines_of_every_length_pass_byte_by_byte()
    {
        string[] lines = [.. Enumerable.Range(0, 40).Concat(Enumerable.Range(0, 40).Reverse()).Select(n => new string('x', n))];
        string input = string.Concat(lines.Select(l => l + "\n"));
        Assert.Equal(lines.Select(l => l + "|Lf"), Read(With(LineTerminator.Lf, 39), input.Select(c => c.ToString()).ToArray()));
    }

    [Fact]
    public void A_line_far_longer_than_the_buffer_passes_with_a_raised_limit()
    {
        var options = new LineOptions { MaxLineLength = 1 << 20, BufferSize = 128 };
        string line = new('x', 1 << 20);
        Assert.Equal([line + "|Lf", "y|None"], Read(options, line + "\ny"));
    }
}

public class LineFramerContractTests : LineContractTests
{
    private protected override List<string> Read(LineOptions options, params byte[][] chunks)
    {
        using var framer = new LineFramer(options);
        var lines = new List<string>();
        foreach (byte[] chunk in chunks)
        {
            chunk.CopyTo(framer.GetSpan(chunk.Length));
            framer.Advance(chunk.Length);
            Drain(framer, lines);
        }

        framer.Complete();
        Drain(framer, lines);
        Assert.True(framer.IsCompleted);
        return lines;
    }

    internal static void Drain(LineFramer framer, List<string> lines)
    {
        while (true)
        {
            try
            {
                if (!framer.TryRead(out Line line))
                    return;
                lines.Add(Show(line));
            }
            catch (IOException e)
            {
                lines.Add(e.GetType().Name);
            }
        }
    }
}

public abstract class LineReaderContractTests : LineContractTests
{
    private protected static List<string> ReadAll(LineReader reader, List<string>? lines = null)
    {
        lines ??= [];
        while (true)
        {
            try
            {
                if (!reader.WaitToRead())
                    return lines;
                Assert.True(reader.TryRead(out Line line));
                lines.Add(Show(line));
            }
            catch (IOException e)
            {
                lines.Add(e.GetType().Name);
            }
        }
    }

    private protected static async Task<List<string>> ReadAllAsync(LineReader reader, List<string>? lines = null)
    {
        lines ??= [];
        while (true)
        {
            try
            {
                if (!await reader.WaitToReadAsync(TestContext.Current.CancellationToken))
                    return lines;
                Assert.True(reader.TryRead(out Line line));
                lines.Add(Show(line));
            }
            catch (IOException e)
            {
                lines.Add(e.GetType().Name);
            }
        }
    }

    /// <summary>Sends each chunk once every line of those before has been read, so that no line's chunk runs into the next. How many
    /// that are, a framer says.</summary>
    private protected static List<string> OverLoopback(LineOptions options, Action<Socket, List<string>> read, byte[][] chunks)
    {
        var lines = new List<string>();
        (Socket client, Socket server) = Loopback.Pair();
        using (client)
        using (server)
        {
            Task sender = Task.Run(() =>
            {
                client.NoDelay = true;
                using var framer = new LineFramer(options);
                var sent = new List<string>();
                foreach (byte[] chunk in chunks)
                {
                    client.SendAll(chunk);
                    framer.Write(chunk);
                    LineFramerContractTests.Drain(framer, sent);
                    if (!SpinWait.SpinUntil(() => lines.Count >= sent.Count && server.Available == 0, TimeSpan.FromSeconds(20)))
                        break;
                }

                client.Shutdown(SocketShutdown.Send);
            });
            read(server, lines);
            sender.Wait();
            return lines;
        }
    }
}

public class SocketLineReaderContractTests : LineReaderContractTests
{
    private protected override List<string> Read(LineOptions options, params byte[][] chunks) =>
        OverLoopback(
            options,
            (socket, lines) =>
            {
                using var reader = new LineReader(socket, options);
                ReadAll(reader, lines);
            },
            chunks);
}

public class AsyncSocketLineReaderContractTests : LineReaderContractTests
{
    private protected override List<string> Read(LineOptions options, params byte[][] chunks) =>
        OverLoopback(
            options,
            (socket, lines) =>
            {
                using var reader = new LineReader(socket, options);
                ReadAllAsync(reader, lines).GetAwaiter().GetResult();
            },
            chunks);
}

public class NetworkStreamLineReaderContractTests : LineReaderContractTests
{
    private protected override List<string> Read(LineOptions options, params byte[][] chunks) =>
        OverLoopback(
            options,
            (socket, lines) =>
            {
                using var reader = new LineReader(new NetworkStream(socket), options);
                ReadAllAsync(reader, lines).GetAwaiter().GetResult();
            },
            chunks);
}

public class StreamLineReaderContractTests : LineReaderContractTests
{
    private protected override List<string> Read(LineOptions options, params byte[][] chunks)
    {
        using var reader = new LineReader(new ScriptedStream(chunks.ToArray<object>()), options);
        return ReadAll(reader);
    }
}

public class AsyncStreamLineReaderContractTests : LineReaderContractTests
{
    private protected override List<string> Read(LineOptions options, params byte[][] chunks)
    {
        using var reader = new LineReader(new ScriptedStream(chunks.ToArray<object>()), options);
        return ReadAllAsync(reader).GetAwaiter().GetResult();
    }
}

public class YieldingStreamLineReaderContractTests : LineReaderContractTests
{
    private protected override List<string> Read(LineOptions options, params byte[][] chunks)
    {
        using var reader = new LineReader(new ScriptedStream(chunks.ToArray<object>()) { IsAsynchronous = true }, options);
        return Task.Run(() => ReadAllAsync(reader)).GetAwaiter().GetResult();
    }
}
