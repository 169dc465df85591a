using CsCheck;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Urls;

public sealed class UrlShapeTests
{
    private static readonly string Odd = "\"'<>\\^`{}%\x7F";

    private static Gen<byte> Bytes => Gen.Frequency(
        (30, Among("abz09-_~|[];=+,@!$()*")),
        (6, Among("/.?#:&")),
        (1, Gen.Byte));

    private static Gen<byte> Among(string bytes) => Gen.Int[0, bytes.Length - 1].Select(i => (byte)bytes[i]);

    [Fact]
    public void One_look_says_what_a_search_for_each_would() =>
        Gen.Select(Bytes.Array[0, 100], Gen.Byte.Array[0, 40]).Sample((input, more) =>
        {
            int mark = Array.FindIndex(input, b => b is (byte)'?' or (byte)'#');
            bool isSimple = input.Length > 0 && input[0] != '.' && input.AsSpan().IndexOf("/."u8) < 0
                && Array.TrueForAll(input, b => b is > 0x20 and < 0x80 && !Odd.Contains((char)b));
            var expected = new UrlShape(isSimple, input.Contains((byte)'&'), input.Contains((byte)':'), mark);
            Assert.Equal(expected, UrlShape.Of(input));
            // What lies behind it makes no difference.
            Assert.Equal(expected, UrlShape.Of([.. input, .. more], input.Length));
        }, iter: Campaign.Cases(400_000));

    [Fact]
    public void Every_byte_is_simple_or_odd_wherever_it_stands()
    {
        for (int length = 1; length < 70; length++)
        {
            for (int value = 0; value < 256; value++)
            {
                byte[] input = new byte[length];
                Array.Fill(input, (byte)'a');
                input[^1] = (byte)value;
                bool isSimple = value is > 0x20 and < 0x80 && !Odd.Contains((char)value) && !(value == '.' && length == 1);
                Assert.True(isSimple == UrlShape.Of(input).IsSimple, $"{value:x2} at {length - 1}");
            }
        }
    }
}
