using System.Text;

namespace Tutorial.Net.Tests.Serving;

/// <summary>What comes in: lines, and bytes that are asked for.</summary>
public abstract class LineContract(ServerKind kind) : ServerContract(kind)
{
    [Fact]
    public void Every_line_of_every_client_is_answered_in_order()
    {
        using TestServer server = Start(new ScriptHandler());
        TestClient[] clients = [.. Enumerable.Range(0, 20).Select(_ => server.Connect())];
        for (int client = 0; client < clients.Length; client++)
            clients[client].Send(string.Concat(Enumerable.Range(0, 300).Select(i => $"client {client} line {i}\n")));
        for (int client = 0; client < clients.Length; client++)
        {
            for (int i = 0; i < 300; i++)
                Assert.Equal($"client {client} line {i}", clients[client].ReadLine());
        }
    }

    [Fact]
    public void A_line_may_come_byte_by_byte()
    {
        using TestServer server = Start(new ScriptHandler());
        TestClient client = server.Connect();
        foreach (byte one in "hello wörld\r\n\nx\n"u8)
            client.Send([one]);
        Assert.Equal("hello wörld", client.ReadLine());
        Assert.Equal("", client.ReadLine());
        Assert.Equal("x", client.ReadLine());
    }

    [Fact]
    public void A_last_line_without_a_terminator_is_told_by_its_ending()
    {
        List<LineEnding> endings = [];
        ScriptHandler handler = new() { Line = (LineSession _, in Line line) => endings.Add(line.Ending) };
        using TestServer server = Start(handler);
        TestClient client = server.Connect();
        client.Send("whole\ncut");
        client.ShutDown();
        Assert.Null(handler.NextEnd());
        Assert.Equal([LineEnding.Lf, LineEnding.None], endings);
    }

    /// <summary>What memcached's set and SMTP's DATA need: a number of bytes, whatever they are, and then lines again.</summary>
    [Fact]
    public void Bytes_that_are_asked_for_come_whole_or_in_pieces_and_then_lines_again()
    {
        MemoryStream got = new();
        int last = 0;
        ScriptHandler handler = new()
        {
            Line = (LineSession session, in Line line) =>
            {
                if (line.StartsWith("put "u8))
                    session.ReadBytes(long.Parse(Encoding.ASCII.GetString(line.Span[4..])));
                else
                    session.WriteLine(line.Span);
            },
            Bytes = (session, bytes, isLast) =>
            {
                got.Write(bytes);
                if (!isLast)
                    return;
                last++;
                session.WriteLine($"got {got.Length}");
                got.SetLength(0);
            },
        };
        using TestServer server = Start(handler);
        TestClient client = server.Connect();
        byte[] body = new byte[300_000];
        new Random(1).NextBytes(body);
        foreach (int length in (int[])[5, 0, 1, 300_000, 65_536])
        {
            client.Send($"put {length}\n");
            client.Send(body.AsSpan(0, length));
            client.Send("next\nput 2\n\n\nafter\n");
            Assert.Equal($"got {length}", client.ReadLine());
            Assert.Equal("next", client.ReadLine());
            Assert.Equal("got 2", client.ReadLine());
            Assert.Equal("after", client.ReadLine());
        }

        Assert.Equal(10, last);
    }

    [Fact]
    public void A_stream_that_ends_inside_the_bytes_is_told()
    {
        ScriptHandler handler = new() { Line = (LineSession session, in Line _) => session.ReadBytes(10) };
        using TestServer server = Start(handler);
        TestClient client = server.Connect();
        client.Send("put\n1234");
        client.ShutDown();
        Assert.Contains(" 6 bytes", Assert.IsType<EndOfStreamException>(handler.NextEnd()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_terminator_may_change_between_lines_with_what_has_come_already()
    {
        using TestServer server = Start(new ScriptHandler
        {
            Line = (LineSession session, in Line line) =>
            {
                session.WriteLine(line.Span);
                session.Terminator = line.StartsWith("nul"u8) ? LineTerminator.Custom("\0"u8) : LineTerminator.Lf;
                Assert.Equal(session.Terminator, session.Lines.Terminator);
            },
        });
        TestClient client = server.Connect();
        client.Send("nul\nnul a\nb\0x\nnul\ny\0z\n");
        Assert.Equal("nul\nnul a\nb\0x\n"u8.ToArray(), client.ReadExactly(14));
        Assert.Equal("nul\ny\0z\n"u8.ToArray(), client.ReadExactly(8));
    }
}

public sealed class EpollTcpLineTests() : LineContract(ServerKind.EpollTcp);

public sealed class EpollUnixLineTests() : LineContract(ServerKind.EpollUnix);

public sealed class EpollSpinningLineTests() : LineContract(ServerKind.EpollSpinning);

public sealed class SelectTcpLineTests() : LineContract(ServerKind.SelectTcp);
