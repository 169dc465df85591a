using System.Text;

namespace Tutorial.Net.Tests.Serving;

/// <summary>A client that is not read from.</summary>
public abstract class PausingContract(ServerKind kind) : ServerContract(kind)
{
    [Fact]
    public void A_paused_client_is_not_read_from_until_it_is_resumed()
    {
        List<string> lines = [];
        ScriptHandler handler = PausingWhenTold(lines);
        using TestServer server = Start(handler);
        TestClient client = server.Connect();
        client.Send("1\npause\n2\n3\n");
        Assert.Equal("ok", client.ReadLine());
        Assert.Equal("ok", client.ReadLine());
        client.Send("4\n");
        Assert.Equal("other", server.Connect().Ask("other") is "ok" ? "other" : "");
        server.OnLoop(() => Assert.Equal(["1", "pause", "other"], lines));

        Assert.Single(server.Server.Sessions, session => session.Id == 1).Resume();
        for (int i = 0; i < 3; i++)
            Assert.Equal("ok", client.ReadLine());
        server.OnLoop(() => Assert.Equal(["1", "pause", "other", "2", "3", "4"], lines));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_paused_client_that_goes_away_is_noticed(bool reset)
    {
        Assert.SkipWhen(IsUnix && reset, "a Unix-domain socket has no resets to send");
        ScriptHandler handler = new()
        {
            Line = (LineSession session, in Line _) =>
            {
                session.Pause();
                session.WriteLine("paused");
            },
        };
        using TestServer server = Start(handler);
        TestClient client = server.Connect();
        Assert.Equal("paused", client.Ask("x"));
        if (reset)
        {
            client.Send("unread\n");
            client.Reset();
        }
        else
        {
            client.Dispose();
        }

        Assert.Equal(reset, handler.NextEnd() is IOException);
    }

    [Fact]
    public void What_a_paused_client_sent_before_its_end_is_not_lost()
    {
        ScriptHandler handler = new()
        {
            Line = (LineSession session, in Line line) =>
            {
                session.WriteLine(line.Span);
                if (line.StartsWith("pause"u8))
                    session.Pause();
            },
        };
        using TestServer server = Start(handler);
        TestClient client = server.Connect();
        Assert.Equal("pause", client.Ask("pause"));
        client.Send("1\n2\n");
        client.ShutDown();
        server.OnLoop(() => Assert.Equal(0, handler.DisconnectedCount));
        Assert.Single(server.Server.Sessions).Resume();
        Assert.Equal("1\n2\n", Encoding.ASCII.GetString(client.ReadToEnd()));
        Assert.Null(handler.NextEnd());
    }

    [Fact]
    public void A_paused_client_that_ends_in_the_middle_of_a_line_is_heard_only_when_it_is_resumed()
    {
        List<string> lines = [];
        ScriptHandler handler = PausingWhenTold(lines);
        using TestServer server = Start(handler);
        TestClient client = server.Connect();
        client.Send("pause\nhal");
        Assert.Equal("ok", client.ReadLine());
        server.AwaitReceived(1, "pause\nhal".Length);
        client.Dispose();
        // What the kernel knows the loop has seen when another client, who came later, has had three answers.
        TestClient other = server.Connect();
        for (int i = 0; i < 3; i++)
            Assert.Equal("ok", other.Ask("other"));
        Assert.Equal(0, handler.DisconnectedCount);
        Assert.Single(server.Server.Sessions, session => session.Id == 1).Resume();
        handler.NextEnd();
        Assert.Equal(["pause", "other", "other", "other", "hal"], lines);
    }

    /// <summary>The handler opens a file, say, elsewhere, while a client that has sent all of it ends its side.</summary>
    [Theory]
    [InlineData("0123456789")]
    [InlineData("")]
    public void Bytes_that_a_paused_client_sent_before_its_end_are_not_lost(string body)
    {
        ScriptHandler handler = new()
        {
            Line = (LineSession session, in Line line) =>
            {
                if (line.StartsWith("put"u8))
                {
                    session.ReadBytes(body.Length);
                    session.Pause();
                }

                session.WriteLine("ok");
            },
            Bytes = (session, bytes, isLast) =>
            {
                session.Write(bytes);
                if (isLast)
                    session.WriteLine("");
            },
        };
        using TestServer server = Start(handler);
        TestClient client = server.Connect();
        client.Send("put\n" + body);
        Assert.Equal("ok", client.ReadLine());
        client.ShutDown();
        // What the kernel knows the loop has seen when another client, who came later, has had three answers.
        TestClient other = server.Connect();
        for (int i = 0; i < 3; i++)
            Assert.Equal("ok", other.Ask("other"));
        Assert.Equal(0, handler.DisconnectedCount);
        Assert.Single(server.Server.Sessions, session => session.Id == 1).Resume();
        Assert.Equal(body, client.ReadLine());
        Assert.Null(handler.NextEnd());
    }

    [Fact]
    public void A_client_that_ends_its_side_while_it_is_paused_between_lines_is_told_at_once()
    {
        ScriptHandler handler = new()
        {
            Line = (LineSession session, in Line line) =>
            {
                session.WriteLine(line.Span);
                session.Pause();
            },
        };
        using TestServer server = Start(handler);
        TestClient client = server.Connect();
        Assert.Equal("pause", client.Ask("pause"));
        client.Dispose();
        Assert.Null(handler.NextEnd());
    }

    [Fact]
    public void Resuming_what_is_not_paused_and_pausing_twice_change_nothing()
    {
        ScriptHandler handler = new()
        {
            Line = (LineSession session, in Line line) =>
            {
                if (line.StartsWith("twice"u8))
                {
                    session.Pause();
                    session.Pause();
                    session.Resume();
                }

                session.Resume();
                session.WriteLine(line.Span);
            },
        };
        using TestServer server = Start(handler);
        TestClient client = server.Connect();
        client.Send("1\ntwice\n2\n");
        Assert.Equal("1", client.ReadLine());
        Assert.Equal("twice", client.ReadLine());
        Assert.Equal("2", client.ReadLine());
        client.ShutDown();
        Assert.Null(client.ReadLine());
        Assert.Null(handler.NextEnd());
    }

    private static ScriptHandler PausingWhenTold(List<string> lines) => new()
    {
        Line = (LineSession session, in Line line) =>
        {
            lines.Add(line.ToString());
            if (line.StartsWith("pause"u8))
                session.Pause();
            session.WriteLine("ok");
        },
    };
}

public sealed class EpollTcpPausingTests() : PausingContract(ServerKind.EpollTcp);

public sealed class EpollUnixPausingTests() : PausingContract(ServerKind.EpollUnix);

public sealed class EpollSpinningPausingTests() : PausingContract(ServerKind.EpollSpinning);

public sealed class SelectTcpPausingTests() : PausingContract(ServerKind.SelectTcp);
