using System.Buffers;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;
using Tutorial.Net.Tests.Lines;

namespace Tutorial.Net.Tests.Complexity;

/// <summary>Lines, in the shapes that cost most: all ends, no ends, nearly ends, byte by byte.</summary>
[Collection(Alone.Name)]
public sealed class LineComplexityTests
{
    private const int Size = 8_000;

    public static TheoryData<string, string, LineOverflow, int> Shapes
    {
        get
        {
            var shapes = new TheoryData<string, string, LineOverflow, int>();
            foreach (string terminator in new[] { "Lf", "CrLf", "Universal", "Custom aaaaaaaaaaaaaaab", "Custom ab", "Custom \r\n.\r\n", "AnyOf \n;\0" })
            {
                foreach (string text in new[] { "x", "a", "\r", "\n", "\r\n", "x\n", "ab", "\r\n.\r" })
                    shapes.Add(terminator, text, (LineOverflow)(shapes.Count % 3), shapes.Count % 2 == 0 ? 1 : 4_096);
            }

            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Lines_cost_what_their_bytes_cost(string terminator, string text, LineOverflow overflow, int chunk) => Work.IsLinear(Size, n =>
    {
        byte[] input = Repeated(text, n);
        var options = new LineOptions { Terminator = Terminator(terminator), Overflow = overflow, MaxLineLength = overflow == LineOverflow.Throw ? n + 1 : 1_000 };
        return () =>
        {
            using var framer = new LineFramer(options);
            for (int i = 0; i < input.Length; i += chunk)
            {
                framer.Write(input.AsSpan(i, Math.Min(chunk, input.Length - i)));
                Drain(framer);
            }

            framer.Complete();
            Drain(framer);
        };
    });

    [Theory]
    [InlineData("x")]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Many_lines_in_one_buffer_cost_what_their_bytes_cost(string text) => Work.IsLinear(Size, n =>
    {
        byte[] input = Repeated(text, n);
        return () =>
        {
            using var framer = new LineFramer(new LineOptions { MaxLineLength = n + 1 });
            framer.Write(input);
            Drain(framer);
        };
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Raw_bytes_and_lines_in_turns_cost_what_they_hold(bool changes) => Work.IsLinear(Size, n =>
    {
        byte[] input = Repeated("ab\n", n);
        return () =>
        {
            using var framer = new LineFramer();
            framer.Write(input);
            for (int i = 0; framer.TryReadExactly(2, out _) && framer.TryRead(out _); i++)
            {
                // What was found in the buffer by the old one is found anew, but only as far as it is read.
                if (changes)
                    framer.Terminator = i % 2 == 0 ? LineTerminator.Universal : LineTerminator.Lf;
            }
        };
    });

    [Theory]
    [InlineData("x")]
    [InlineData("\n")]
    [InlineData("\r")]
    public void A_reader_of_single_bytes_costs_what_they_cost(string text) => Work.IsLinear(4_000, n =>
    {
        object[] steps = [.. Repeated(text, n).Select(value => (object)new[] { value })];
        var stream = new ScriptedStream(steps);
        return () =>
        {
            using var reader = new LineReader(stream, new LineOptions { Terminator = LineTerminator.Universal, MaxLineLength = n + 1 });
            while (reader.ReadLine() is not null)
            {
                // On.
            }
        };
    });

    [Fact]
    public void Single_bytes_read_exactly_and_through_the_stream_cost_what_they_cost() => Work.IsLinear(Size, n =>
    {
        byte[] input = Repeated("x\n", n);
        return () =>
        {
            using var reader = new LineReader(new MemoryStream(input));
            Span<byte> one = stackalloc byte[1];
            for (int i = 0; i < n / 2; i++)
                reader.ReadExactly(one);
            using Stream stream = reader.AsStream();
            while (stream.Read(one) > 0)
            {
                // On.
            }
        };
    });

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    public void What_is_written_costs_what_it_holds(int length) => Work.IsLinear(200_000, n =>
    {
        string text = new('é', length);
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return () =>
        {
            using var writer = new LineWriter(Stream.Null, new LineOptions { Terminator = LineTerminator.Custom("aaaab"u8) });
            for (int i = 0; i < n; i += length)
            {
                writer.WriteLine(text);
                writer.WriteLine(bytes);
                writer.Write(bytes);
            }

            writer.Flush();
        };
    });

    [Fact]
    public void One_long_line_costs_what_it_holds_to_write() => Work.IsLinear(100_000, n =>
    {
        string text = new('a', n);
        return () =>
        {
            using var writer = new LineWriter(Stream.Null, new LineOptions { Terminator = LineTerminator.Custom("aaaaaaaaaaaaaaab"u8) });
            writer.WriteLine(text);
            writer.Flush();
        };
    });

    private static byte[] Repeated(string text, int length) => [.. Enumerable.Range(0, length).Select(i => (byte)text[i % text.Length])];

    private static LineTerminator Terminator(string name) => name.Split(' ') switch
    {
        ["Custom", var bytes] => LineTerminator.Custom(Encoding.Latin1.GetBytes(bytes)),
        ["AnyOf", var bytes] => LineTerminator.AnyOf(Encoding.Latin1.GetBytes(bytes)),
        ["CrLf"] => LineTerminator.CrLf,
        ["Universal"] => LineTerminator.Universal,
        _ => LineTerminator.Lf,
    };

    private static void Drain(LineFramer framer)
    {
        while (framer.HasLine())
        {
            try
            {
                if (!framer.TryRead(out _))
                    return;
            }
            catch (IOException)
            {
                // Refused.
            }
        }
    }
}
