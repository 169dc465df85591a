using CsCheck;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Links;

public sealed class LineCounterTests
{
    private static Gen<byte[]> Text => Gen.Frequency(
        (12, Gen.Int[1, 50].Select(length => new string('x', length))), (5, Gen.Const("\n")), (2, Gen.Const("\r")), (2, Gen.Const("\r\n")))
        .Array[0, 24].Select(pieces => pieces.SelectMany(piece => piece.Select(c => (byte)c)).ToArray());

    [Fact]
    public void Lines_and_columns_are_those_of_a_count_byte_by_byte() =>
        Gen.Select(Text, Gen.Int[1, 90].Array[0, 12], Gen.Bool).Sample((text, steps, seesOn) =>
        {
            var counter = default(LineCounter);
            int pos = 0;
            foreach (int step in steps)
            {
                int count = Math.Min(step, text.Length - pos);
                // What lies behind, if it is at hand, must not count.
                counter.Advance(seesOn ? text.AsSpan(pos) : text.AsSpan(pos, count), count);
                pos += count;
                Assert.Equal(Count(text, pos), counter.Position);
            }
        }, iter: Campaign.Cases(400_000));

    /// <summary>A CR that ends what was seen has ended a line already; an LF behind it belongs to it.</summary>
    private static LinkPosition Count(byte[] text, int end)
    {
        int line = 1, column = 1;
        for (int i = 0; i < end; i++)
        {
            bool ends = text[i] == '\r' || (text[i] == '\n' && (i == 0 || text[i - 1] != '\r'));
            bool isSecond = text[i] == '\n' && !ends;
            line += ends ? 1 : 0;
            column = ends || isSecond ? 1 : column + 1;
        }

        return new LinkPosition(end, line, column);
    }
}
