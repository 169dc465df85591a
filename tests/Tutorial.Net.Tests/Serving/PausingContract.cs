using System.Text;

namespace Tutorial.Net.Tests.Serving;

/// <summary>A client that is not read from.</summary>
public abstract class PausingContract(ServerKind kind) : ServerContract(kind)
{
    [Fact]
    public void A_paused_client_is_not_read_from_until_it_is_resumed()
    {
        List<string> lines = [];
        ScriptHandler handler = new()
        {
            Line = (LineSession session, in Line line) =>
            {
                lines.Add(line.ToString());
                if (line.StartsWith("pause"u8))
                    session.Pause();
                session.WriteLine("ok");
            },
        };
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
}

public sealed class EpollTcpPausingTests() : PausingContract(ServerKind.EpollTcp);

public sealed class EpollUnixPausingTests() : PausingContract(ServerKind.EpollUnix);

public sealed class EpollSpinningPausingTests() : PausingContract(ServerKind.EpollSpinning);

public sealed class SelectTcpPausingTests() : PausingContract(ServerKind.SelectTcp);
