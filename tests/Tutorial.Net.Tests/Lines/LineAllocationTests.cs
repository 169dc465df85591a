using System.Buffers;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Lines;

/// <summary>What the hot paths of lines allocate: nothing a line, and a string where a string is asked for.</summary>
public class LineAllocationTests
{
    private const int Lines = 1000;

    [Theory]
    [InlineData("Lf", "a line of text\n", "a line of text\n")]
    [InlineData("Lf", "a line of text\n", "another\r\n")]
    [InlineData("CrLf", "a line of text\r\n", "another\r\n")]
    [InlineData("Universal", "a line of text\n", "another\r\n")]
    [InlineData("Universal", "a line of text\r", "another\n")]
    [InlineData("Custom", "a line of text;;", "another;;")]
    public void A_framer_allocates_nothing_a_line(string terminator, string one, string other)
    {
        using var framer = new LineFramer(new LineOptions { Terminator = Named(terminator) });
        byte[] text = Repeated(one + other);
        int lines = 0;

        Assert.Equal(0, Allocated.By(() =>
        {
            framer.Write(text);
            lines = 0;
            while (framer.TryRead(out _))
                lines++;
        }));
        Assert.Equal(2 * Lines, lines);
    }

    [Fact]
    public void Raw_bytes_between_lines_allocate_nothing()
    {
        using var framer = new LineFramer();
        byte[] text = Repeated("3\nabc");
        int bodies = 0;

        Assert.Equal(0, Allocated.By(() =>
        {
            framer.Write(text);
            bodies = 0;
            while (framer.TryRead(out _) && framer.TryReadExactly(3, out _))
                bodies++;
        }));
        Assert.Equal(Lines, bodies);
    }

    [Fact]
    public void A_string_line_allocates_its_string_alone()
    {
        const string Text = "a line of text";
        byte[] text = Repeated(Text + "\n");
        var stream = new MemoryStream(text);
        using var reader = new LineReader(stream);
        string? line = null;
        long strings = Allocated.By(() =>
        {
            for (int i = 0; i < Lines; i++)
                _ = new string('x', Text.Length);
        });

        Assert.Equal(strings, Allocated.By(() =>
        {
            // More text comes before the end is seen: a reader that has seen the end stays there.
            if (stream.Position == stream.Length)
                stream.Position = 0;
            for (int i = 0; i < Lines; i++)
                line = reader.ReadLine();
        }));
        Assert.Equal(Text, line);
    }

    public static TheoryData<string> Forms => [.. Reads.Keys];

    private static readonly Dictionary<string, Func<LineReader, string?>> Reads = new()
    {
        ["ReadLine"] = reader => reader.ReadLine(),
        ["ReadLine with a limit"] = reader => reader.ReadLine(TimeSpan.FromMinutes(1)),
        ["ReadLineAsync"] = reader => Now(reader.ReadLineAsync()),
        ["ReadLineAsync with a limit"] = reader => Now(reader.ReadLineAsync(TimeSpan.FromMinutes(1))),
        ["WaitToRead"] = reader => reader.WaitToRead() && reader.TryRead(out Line line) ? line.ToString() : null,
        ["WaitToReadAsync"] = reader => Now(reader.WaitToReadAsync()) && reader.TryRead(out Line line) ? line.ToString() : null,
        ["WaitToReadAsync with a limit"] =
            reader => Now(reader.WaitToReadAsync(TimeSpan.FromMinutes(1))) && reader.TryRead(out Line line) ? line.ToString() : null,
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Of_a_line_that_is_there_every_form_allocates_the_string_alone(string form)
    {
        using var reader = new LineReader(new MemoryStream(Repeated("a line of text\n")));
        Assert.True(reader.WaitToRead());
        string? line = null;
        long one = Allocated.By(() => _ = new string('x', "a line of text".Length));

        Assert.Equal(one, Allocated.By(() => line = Reads[form](reader)));
        Assert.Equal("a line of text", line);
    }

    [Fact]
    public void A_writer_allocates_nothing_a_line()
    {
        using var writer = new LineWriter(Stream.Null);

        Assert.Equal(0, Allocated.By(() =>
        {
            for (int i = 0; i < Lines; i++)
            {
                writer.WriteLine("a line of text");
                writer.WriteLine("another, in bytes"u8);
            }

            writer.Flush();
        }));
    }

    private static T Now<T>(ValueTask<T> call) =>
        call.IsCompletedSuccessfully ? call.Result : throw new InvalidOperationException("The line is there, and the call waits.");

    private static byte[] Repeated(string text) => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(text, Lines)));

    private static LineTerminator Named(string name) => name switch
    {
        "Lf" => LineTerminator.Lf,
        "CrLf" => LineTerminator.CrLf,
        "Universal" => LineTerminator.Universal,
        _ => LineTerminator.Custom(";;"u8),
    };
}
