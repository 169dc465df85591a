using System.Buffers;
using CsCheck;
using Tutorial.Net.Tests.Infrastructure;
using static Tutorial.Net.Tests.Lines.LineModel;

namespace Tutorial.Net.Tests.Lines;

public class LineFramerPropertyTests
{
    private static readonly byte[][] Pieces =
    [
        "\r"u8.ToArray(), "\n"u8.ToArray(), "\r\n"u8.ToArray(), "#"u8.ToArray(), "$"u8.ToArray(), [0], [0xEF, 0xBB, 0xBF],
        "\u00e9"u8.ToArray(), "\u20ac"u8.ToArray(), "\U0001F600"u8.ToArray(), [0xC3], [0xE2, 0x82], [0xFF], "a"u8.ToArray(), "b"u8.ToArray(),
        "aab"u8.ToArray(), "#$"u8.ToArray(), "\r\n.\r\n"u8.ToArray(), "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"u8.ToArray(),
    ];

    private const string Malformed = "malformed";
    private const string TooLong = "too long";

    private static readonly byte[][] Customs =
    [
        "#"u8.ToArray(), "#$"u8.ToArray(), "aab"u8.ToArray(), "aa"u8.ToArray(), "\r\n.\r\n"u8.ToArray(), "\r\n"u8.ToArray(), [0],
        "aaaaaaaaaaaaaaab"u8.ToArray(), "abaab"u8.ToArray(),
    ];

    private static readonly NaiveFramer.Cut[] Cuts =
    [
        new(LineTerminator.Lf, Lf: true, CrLf: true), new(LineTerminator.CrLf, CrLf: true), new(LineTerminator.Universal, Lf: true, CrLf: true, Cr: true),
        .. Customs.Select(bytes => new NaiveFramer.Cut(LineTerminator.Custom(bytes), Custom: bytes)),
        .. new[] { "#"u8.ToArray(), "\r\n"u8.ToArray(), "\0#a$b"u8.ToArray(), [(byte)'\n', (byte)'\n'] }
            .Select(bytes => new NaiveFramer.Cut(LineTerminator.AnyOf(bytes), Any: bytes)),
    ];

    /// <summary>Three million inputs over all that is awkward, every terminator, every policy, any chunks.</summary>
    [Fact]
    public void Any_chunking_gives_what_the_model_says()
    {
        Gen<byte[]> inputs = Gen.Int[0, Pieces.Length - 1].Array[0, 14].Select(choice =>
        {
            int length = 0;
            foreach (int i in choice)
                length += Pieces[i].Length;
            byte[] input = new byte[length];
            Span<byte> rest = input;
            foreach (int i in choice)
            {
                Pieces[i].CopyTo(rest);
                rest = rest[Pieces[i].Length..];
            }

            return input;
        });
        Gen.Select(inputs, Gen.Int[0, 3], Gen.Int[0, Customs.Length - 1], Gen.Int[1, 12], Gen.Int[0, 2], Gen.ULong, Gen.ULong, Gen.ULong)
            .Sample(
                (input, terminator, custom, max, overflow, cuts, fewer, lazy) =>
                {
                    (var kind, var policy) = ((Terminator)terminator, (LineOverflow)overflow);
                    List<Item> expected = Split(input, kind, Customs[custom], max, policy, out long discarded);
                    LineOptions options = Options(kind, Customs[custom], max, policy);
                    ulong chosen = (cuts & 3) switch { 0 => ulong.MaxValue, 1 => cuts, 2 => cuts & fewer, _ => 0 };
                    return FramerRun.Difference(options, input, expected, discarded, chosen, lazy & fewer) is not { } difference
                        ? true
                        : throw new InvalidOperationException(difference);
                },
                iter: Campaign.Cases(1_000_000));
    }

    /// <summary>Bytes read whatever they are may end anywhere, between CR and LF, too: what follows is what a new framer makes of
    /// it.</summary>
    [Fact]
    public void Behind_raw_bytes_lines_are_those_of_a_new_framer()
    {
        Gen.Select(Gen.Int[0, Pieces.Length - 1].Array[1, 40], Gen.Int[0, 3], Gen.Int[0, Customs.Length - 1], Gen.Int[0, 3].Array[1, 10], Gen.Int[1, 12],
                Gen.Enum<LineOverflow>())
            .Sample(
                (choice, terminator, custom, steps, max, overflow) =>
                {
                    byte[] input = [.. choice.SelectMany(i => Pieces[i])];
                    LineOptions options = Options((Terminator)terminator, Customs[custom], max > 8 ? 1000 : max, overflow);
                    using var framer = new LineFramer(options);
                    framer.Write(input);
                    foreach (int step in steps)
                    {
                        if (step > 0)
                            framer.TryReadExactly(step, out _);
                        // The rest of a line that was too long is not what a new framer would begin with.
                        else if (Take(framer) is null or Malformed or TooLong || framer.DiscardedLines > 0)
                            return true;
                    }

                    using var fresh = new LineFramer(options);
                    fresh.Write(framer.Buffered.Span);
                    return TakeAll(framer).SequenceEqual(TakeAll(fresh));
                },
                iter: Campaign.Cases(100_000));
    }

    /// <summary>Lines, raw bytes, changes of the terminator, and everything that can be asked, in any order, over any chunks.</summary>
    [Fact]
    public void Any_calls_in_any_order_give_what_the_naive_framer_gives()
    {
        Gen.Select(Gen.Int[0, Pieces.Length - 1].Array[0, 24], Gen.Int[0, 511].Array[0, 40], Gen.Int[0, Cuts.Length - 1], Gen.Int[1, 12], Gen.Enum<LineOverflow>(),
                Gen.Int[0, 2])
            .Sample(
                (choice, calls, cut, max, overflow, tempo) =>
                    FramerCalls.Run([.. choice.SelectMany(i => Pieces[i])], calls, Cuts, cut, max > 10 ? 1000 : max, overflow, tempo),
                iter: Campaign.Cases(1_000_000));
    }

    /// <summary>The lengths of a run of lines are known; this one is longer than it was found to be.</summary>
    [Fact]
    public void A_line_that_begins_inside_a_terminator_is_held_to_the_limit()
    {
        using var framer = new LineFramer(Options(Terminator.Custom, "\r\n"u8.ToArray(), 2, LineOverflow.Truncate));
        framer.Write("z\r\nq\r\nax\r\nb\r\n"u8);
        Assert.Equal("7A Custom", Take(framer));
        Assert.True(framer.TryReadExactly(2, out _));
        Assert.Equal(TooLong, Take(framer));
        Assert.Equal("62 Custom", Take(framer));
    }

    /// <summary>Every string of up to six of six symbols (five in a short campaign), every way of cutting it, every terminator, every
    /// policy, two limits.</summary>
    [Theory]
    [InlineData("Lf", "")]
    [InlineData("CrLf", "")]
    [InlineData("Universal", "")]
    [InlineData("Custom", "aab")]
    [InlineData("Custom", "#\r")]
    public void Every_short_input_in_every_split_gives_what_the_model_says(string terminator, string customText)
    {
        int maxLength = Campaign.Cases(46_656) < 46_656 ? 5 : 6;
        byte[] symbols = [(byte)'\r', (byte)'\n', (byte)'#', (byte)'a', (byte)'b', 0xC3];
        Terminator kind = Enum.Parse<Terminator>(terminator);
        byte[] custom = customText.Select(c => (byte)c).ToArray();
        (int Max, LineOverflow Overflow)[] limits =
            [(100, LineOverflow.Throw), (2, LineOverflow.Throw), (2, LineOverflow.Discard), (2, LineOverflow.Truncate)];
        LineOptions[] options = [.. limits.Select(l => Options(kind, custom, l.Max, l.Overflow))];
        for (int length = 0; length <= maxLength; length++)
        {
            int size = length;
            Parallel.For(0, (int)Math.Pow(symbols.Length, length), number =>
            {
                byte[] input = new byte[size];
                for (int i = 0; i < size; i++, number /= symbols.Length)
                    input[i] = symbols[number % symbols.Length];
                for (int i = 0; i < limits.Length; i++)
                {
                    List<Item> expected = Split(input, kind, custom, limits[i].Max, limits[i].Overflow, out long discarded);
                    for (ulong cuts = 0; cuts < 1UL << Math.Max(0, size - 1); cuts++)
                    {
                        if (FramerRun.Difference(options[i], input, expected, discarded, cuts) is { } difference)
                            Assert.Fail($"{Convert.ToHexString(input)} cut {cuts:b}, limit {limits[i]}: {difference}");
                    }
                }
            });
        }
    }

    /// <summary>All items, and how many lines were too long under Discard.</summary>
    private static List<string> TakeAll(LineFramer framer)
    {
        var items = new List<string>();
        while (Take(framer) is { } item)
            items.Add(item);
        items.Add($"{framer.DiscardedLines} discarded");
        return items;
    }

    private static string? Take(LineFramer framer)
    {
        try
        {
            if (!framer.TryRead(out Line line))
                return null;
            return line.IsTruncated ? TooLong : $"{Convert.ToHexString(line.Span)} {line.Ending}";
        }
        catch (LineTooLongException)
        {
            return TooLong;
        }
        catch (LineFormatException)
        {
            return Malformed;
        }
    }
}
