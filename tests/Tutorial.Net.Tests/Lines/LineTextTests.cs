using System.Buffers;
using System.Text;

namespace Tutorial.Net.Tests.Lines;

public class LineTextTests
{
    private const int Longest = 150;

    [Fact]
    public void Ascii_of_every_length_is_what_the_encoding_makes_of_it()
    {
        for (int length = 0; length <= Longest; length++)
        {
            byte[] bytes = Ascii(length);
            Assert.Equal(Encoding.UTF8.GetString(bytes), Text(bytes));
        }
    }

    [Fact]
    public void One_byte_that_is_not_ascii_is_seen_wherever_it_is()
    {
        for (int length = 1; length <= Longest; length++)
        {
            for (int at = 0; at < length; at++)
            {
                byte[] bytes = Ascii(length);
                bytes[at] = 0x80;
                Assert.Equal(Encoding.UTF8.GetString(bytes), Text(bytes));
                if (at + 1 == length)
                    continue;
                "\u00e9"u8.CopyTo(bytes.AsSpan(at));
                Assert.Equal(Encoding.UTF8.GetString(bytes), Text(bytes));
            }
        }
    }

    // NUL and DEL are ASCII, too.
    private static byte[] Ascii(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 37 % 128 is var b && b != '\n' ? b : 127))];

    private static string Text(byte[] bytes)
    {
        using var framer = new LineFramer();
        framer.Write(bytes);
        framer.Write("\n"u8);
        Assert.True(framer.TryRead(out Line line));
        // One CR before the LF would belong to it.
        return line.Length == bytes.Length ? line.ToString() : line + "\r";
    }
}
