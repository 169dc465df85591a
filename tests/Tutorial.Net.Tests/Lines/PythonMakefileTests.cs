using System.Text;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Lines;

/// <summary>120,000 inputs through CPython's makefile over a socket pair, in each of its newline modes, and through the framer:
/// no line differs.</summary>
/// <remarks>
/// <para>newline='' is Universal with the terminator kept, which the ending gives back; newline=None is the same with LF for each;
/// newline='\n' is Lf with the ending given back, and also, as '\r' and '\r\n', a Custom terminator of those bytes.</para>
/// <para>What differs by intent, and is not compared here: CrLf refuses a bare CR or LF where newline='\r\n' takes it for data; and a
/// CR that ends a chunk is told as Cr though its LF follows, where CPython holds the line back until it knows.</para>
/// </remarks>
public class PythonMakefileTests
{
    private static readonly int Cases = Campaign.Cases(20_000); // a mode

    // Reads the cases (count, then length and bytes of each) from standard input, prints each case's lines in hexadecimal.
    private const string Script = """
        import io, socket, struct, sys
        newline = {"none": None, "empty": "", "lf": "\n", "cr": "\r", "crlf": "\r\n"}[sys.argv[1]]
        data = open(sys.argv[2], "rb").read()
        (count,) = struct.unpack_from("<i", data)
        at = 4
        out = []
        for _ in range(count):
            (length,) = struct.unpack_from("<i", data, at)
            case = data[at + 4:at + 4 + length]
            at += 4 + length
            a, b = socket.socketpair()
            a.sendall(case)
            a.close()
            with b, b.makefile("r", encoding="utf-8", errors="surrogateescape", newline=newline) as f:
                out.append(",".join(line.encode("utf-8", "surrogateescape").hex() for line in f))
        sys.stdout.write("\n".join(out) + "\n")
        """;

    private static readonly string[] Pieces =
        ["\r", "\n", "\r\n", "#", "\0", "\uFEFF", "\u00E9", "\u20AC", "\U0001F600", "a", "bc", "\x85", "\u2028", "\x0B", "\x1C"];

    [Theory]
    [InlineData("empty")]
    [InlineData("none")]
    [InlineData("lf")]
    [InlineData("lf", true)]
    [InlineData("cr")]
    [InlineData("crlf")]
    public void Lines_are_those_of_CPython(string newline, bool custom = false)
    {
        string python = Requires.Python();
        byte[][] inputs = Inputs(seed: newline.Length);
        string file = Path.GetTempFileName();
        try
        {
            Write(file, inputs);
            using var child = new ChildProcess(python, "-c", Script, newline, file);
            for (int i = 0; i < inputs.Length; i++)
            {
                string expected = child.ReadLine() ?? throw new EndOfStreamException($"CPython ended after {i} cases");
                string actual = string.Join(",", Read(inputs[i], newline, custom, i));
                if (expected != actual)
                    Assert.Fail($"case {i}, {Convert.ToHexString(inputs[i])}, newline {newline}: CPython {expected}, here {actual}");
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static IEnumerable<string> Read(byte[] input, string newline, bool custom, int cuts)
    {
        LineTerminator terminator = newline switch
        {
            "lf" when !custom => LineTerminator.Lf,
            "lf" => LineTerminator.Custom("\n"u8),
            "cr" => LineTerminator.Custom("\r"u8),
            "crlf" => LineTerminator.Custom("\r\n"u8),
            _ => LineTerminator.Universal,
        };
        using var framer = new LineFramer(new LineOptions { Terminator = terminator });
        // None turns every ending into LF, so there the chunks may fall anywhere; '' tells CR from CR LF, and gets one chunk.
        int chunk = newline == "empty" ? Math.Max(1, input.Length) : 1 + (cuts % 7);
        for (int start = 0; start < input.Length; start += chunk)
        {
            int length = Math.Min(chunk, input.Length - start);
            input.AsSpan(start, length).CopyTo(framer.GetSpan(length));
            framer.Advance(length);
            while (framer.TryRead(out Line line))
                yield return Show(line, newline);
        }

        framer.Complete();
        while (framer.TryRead(out Line line))
            yield return Show(line, newline);
    }

    /// <summary>The line with what CPython leaves at its end.</summary>
    private static string Show(in Line line, string newline) =>
        Convert.ToHexStringLower(line.Span) + (line.Ending, newline) switch
        {
            (LineEnding.None, _) => "",
            (_, "none") or (LineEnding.Lf, _) or (LineEnding.Custom, "lf") => "0a",
            (LineEnding.Cr, _) or (LineEnding.Custom, "cr") => "0d",
            _ => "0d0a",
        };

    private static byte[][] Inputs(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Cases).Select(_ =>
        {
            IEnumerable<byte> input = Enumerable.Range(0, random.Next(12))
                .SelectMany(_ => random.Next(12) == 0 ? [(byte)random.Next(256)] : Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
            return input.ToArray();
        })];
    }

    private static void Write(string file, byte[][] inputs)
    {
        using var writer = new BinaryWriter(File.Create(file));
        writer.Write(inputs.Length);
        foreach (byte[] input in inputs)
        {
            writer.Write(input.Length);
            writer.Write(input);
        }
    }
}
