using System.Buffers;
using System.Text;

namespace Tutorial.Net.Tests.Lines;

public class LineEqualityTests
{
    private static readonly string[] Texts = ["", "Q", "QUIT", "QUIT now", "quit", "\0", "\ufeffQUIT", "gr\u00fc\u00df", "\ud83d\ude00"];

    [Fact]
    public void A_line_equals_its_bytes_its_text_and_every_line_of_the_same_bytes()
    {
        foreach (string mine in Texts)
        {
            foreach (string other in Texts)
            {
                bool same = string.Equals(mine, other, StringComparison.Ordinal);
                using LineFramer framer = Framer(mine), another = Framer(other, crLf: true);
                Line line = Read(framer), second = Read(another);
                byte[] bytes = Encoding.UTF8.GetBytes(other);

                Assert.Equal(same, line == bytes);
                Assert.NotEqual(same, line != bytes);
                Assert.Equal(same, line.Equals(bytes.AsSpan()));
                Assert.Equal(same, line.Equals(other));
                Assert.Equal(same, line == second);
                Assert.NotEqual(same, line != second);
                Assert.Equal(same, line.Equals((object)second));
                Assert.True(!same || line.GetHashCode() == second.GetHashCode());
                Assert.Equal(mine.StartsWith(other, StringComparison.Ordinal), line.StartsWith(bytes));
                Assert.Equal(mine.StartsWith(other, StringComparison.Ordinal), line.StartsWith(other));
            }
        }
    }

    [Fact]
    public void Text_is_compared_in_the_encoding_of_the_line()
    {
        using var framer = new LineFramer(new LineOptions { Encoding = Encoding.Latin1 });
        framer.Write([(byte)'\u00fc', (byte)'!', (byte)'\n']);
        Line line = Read(framer);
        Assert.True(line.Equals("\u00fc!"));
        Assert.True(line.StartsWith("\u00fc"));
        Assert.False(line == "\u00fc!"u8);
    }

    [Fact]
    public void Nothing_but_a_line_equals_a_line_as_an_object()
    {
        using LineFramer framer = Framer("QUIT");
        object line = Read(framer);
        Assert.False(line.Equals("QUIT"));
        Assert.False(line.Equals(null));
    }

    private static LineFramer Framer(string text, bool crLf = false)
    {
        var framer = new LineFramer();
        framer.Write(Encoding.UTF8.GetBytes(text + (crLf ? "\r\n" : "\n")));
        return framer;
    }

    private static Line Read(LineFramer framer)
    {
        Assert.True(framer.TryRead(out Line line));
        return line;
    }
}
