using CsCheck;
using Spectre.Console;
using Tutorial.Net.Samples.Tour;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>Text made to fit, and lines made out of pieces.</summary>
public sealed class TextBlockTests
{
    // Narrow, wide, combining, two code units, and blanks.
    private static readonly Gen<string> Text = OneOf("a", "bc", " ", "  ", "\u5b57", "e\u0301", "\U0001f600", "a-long-word-without-a-blank").Array[0, 30].Select(string.Concat);

    [Fact]
    public void Wrapped_lines_fit_and_lose_nothing_but_the_blank_where_they_are_broken() =>
        Gen.Select(Text, Gen.Int[2, 20]).Sample(
            (text, width) =>
            {
                string[] lines = [.. TextBlock.Wrap(text, width)];
                Assert.All(lines, line => Assert.InRange(line.GetCellWidth(), 0, width));
                Assert.Equal(text.Replace(" ", "", StringComparison.Ordinal), string.Concat(lines).Replace(" ", "", StringComparison.Ordinal));
                Assert.InRange(text.Length - string.Concat(lines).Length, 0, lines.Length - 1);
            },
            iter: Campaign.Cases(20_000));

    [Fact]
    public void A_text_that_fits_is_left_alone_and_one_that_does_not_has_a_mark() =>
        Gen.Select(Text, Gen.Int[5, 20], Gen.Int[1, 4]).Sample(
            (text, width, most) =>
            {
                string[] lines = [.. TextBlock.Wrap(text, width, most, "...")];
                string[] all = [.. TextBlock.Wrap(text, width)];
                Assert.All(lines, line => Assert.InRange(line.GetCellWidth(), 0, width));
                Assert.Equal(Math.Min(most, all.Length), lines.Length);
                if (all.Length <= most)
                    Assert.Equal(all, lines);
                else
                    Assert.EndsWith("...", lines[^1], StringComparison.Ordinal);
            },
            iter: Campaign.Cases(20_000));

    [Theory]
    [InlineData("  PID TTY", 40, "  PID TTY")]
    [InlineData("one two three", 8, "one two|three")]
    [InlineData("one  two", 5, "one |two")]
    [InlineData("abcdefgh i", 3, "abc|def|gh|i")]
    [InlineData("", 3, "")]
    public void Words_stay_whole_where_they_fit(string text, int width, string lines) => Assert.Equal(lines.Split('|'), TextBlock.Wrap(text, width));

    [Fact]
    public void Columns_share_the_width() =>
        Gen.Select(Gen.Int[24, 200], Gen.Int[1, 5].Array[1, 4]).Sample(
            (width, shares) =>
            {
                int[] columns = TextBlock.Columns(width, 3, shares);
                Assert.Equal(width, columns.Sum() + (3 * (shares.Length - 1)));
                Assert.All(columns, column => Assert.InRange(column, 1, width));
            },
            iter: Campaign.Cases(20_000));

    [Theory]
    [InlineData(0, 10, 0)]
    [InlineData(0.001, 10, 1)]
    [InlineData(5, 10, 25)]
    [InlineData(10, 10, 50)]
    public void A_bar_has_its_share(double value, double largest, int length) => Assert.Equal(length, TextBlock.BarLength(value, largest, 50));

    [Fact]
    public void Lines_are_the_same_however_the_text_is_split() =>
        Gen.Select(OneOf("a", "bc", "\n", "\r\n", " ").Array[0, 20].Select(string.Concat), Gen.Int[1, 5]).Sample(
            (text, length) =>
            {
                var assembler = new LineAssembler();
                List<string> lines = [];
                foreach (char[] piece in text.Chunk(length))
                {
                    assembler.Add(new string(piece));
                    while (assembler.TryTake(out string? line))
                        lines.Add(line);
                }

                Assert.Equal(text.Split('\n')[^1], assembler.Tail);
                Assert.Equal(text.Split('\n')[..^1].Select(line => line.TrimEnd('\r')), lines);
            },
            iter: Campaign.Cases(20_000));

    [Fact]
    public void What_is_typed_ends_the_line_of_the_prompt_and_the_end_of_the_output_that_of_a_tail()
    {
        var assembler = new LineAssembler();
        assembler.Add("hello\nenter a letter:");
        Assert.Equal("", assembler.Tail); // a line waits before it
        Assert.True(assembler.TryTake(out _));
        Assert.Equal("enter a letter:", assembler.TakeTail());
        assembler.Add("a\nbye");
        Assert.True(assembler.TryTake(out string? line));
        Assert.Equal("a", line);
        Assert.True(assembler.Complete());
        Assert.True(assembler.TryTake(out line));
        Assert.Equal("bye", line);
        Assert.False(assembler.Complete());
    }

    [Fact]
    public void Figures_are_taken_out_of_what_the_programs_print()
    {
        Assert.Equal([3, 48], ChunkStage.Sizes(["abc", "received 3 bytes", "received 48 bytes", "received 51 bytes in all"]));
        Assert.Equal([5.6, 434.0], WaitingStage.Times(["10 sockets: 5.6 us a wait", "nothing", "1000 sockets: 434.0 us a wait"]));
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);
}
