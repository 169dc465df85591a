using System.Net.Sockets;
using System.Text;

namespace Tutorial.Net.Tests.Serving;

/// <summary>What a handler does at an unusual moment.</summary>
public abstract class HandlerContract(ServerKind kind) : ServerContract(kind)
{
    [Fact]
    public void Bytes_and_a_terminator_may_be_asked_for_before_the_first_line()
    {
        ScriptHandler handler = new()
        {
            Connected = session =>
            {
                session.ReadBytes(3);
                session.Terminator = LineTerminator.Custom(";"u8);
            },
            Bytes = (session, bytes, _) => session.Write(bytes),
        };
        using TestServer server = Start(handler);
        TestClient client = server.Connect();
        client.Send("\n;\nline;x");
        Assert.Equal("\n;\nline;"u8.ToArray(), client.ReadExactly(8));
    }

    [Fact]
    public void Bytes_may_be_asked_for_and_the_terminator_changed_where_bytes_end()
    {
        int parts = 0;
        ScriptHandler handler = new()
        {
            Line = (LineSession session, in Line line) =>
            {
                session.Write(line.Span);
                session.ReadBytes(2);
            },
            Bytes = (session, bytes, isLast) =>
            {
                session.Write(bytes);
                if (isLast && ++parts < 4)
                    session.ReadBytes(parts == 2 ? 0 : 3);
                else if (isLast)
                    session.Terminator = LineTerminator.Custom("|"u8);
            },
        };
        using TestServer server = Start(handler);
        TestClient client = server.Connect();
        // Two, three, none and three bytes of any kind, and a line with another end.
        client.Send("a\nbb\n\n\n\nccline\n|");
        Assert.Equal("abb\n\n\n\nccline\n"u8.ToArray(), client.ReadExactly(14));
    }

    [Fact]
    public void A_client_may_be_paused_before_its_first_line()
    {
        ScriptHandler handler = new() { Connected = session => session.Pause() };
        using TestServer server = Start(handler);
        TestClient client = server.Connect();
        client.Send("one\ntwo\n");
        client.ShutDown();
        TestServer.Until(() => handler.ConnectedCount == 1);
        server.OnLoop(() => { });
        Assert.Equal(0, client.Socket.Available);
        Assert.Single(server.Server.Sessions).Resume();
        Assert.Equal("one\ntwo\n", Encoding.ASCII.GetString(client.ReadToEnd()));
        Assert.Null(handler.NextEnd());
    }

    [Fact]
    public void A_client_may_be_turned_away_with_a_word()
    {
        ScriptHandler handler = new()
        {
            Connected = session =>
            {
                session.WriteLine("full");
                session.Close();
                session.WriteLine("never");
            },
            Line = (LineSession _, in Line _) => Assert.Fail("closed"),
        };
        using TestServer server = Start(handler);
        TestClient client = server.Connect();
        client.Send("hello\n");
        Assert.Equal("full\n", Encoding.ASCII.GetString(client.ReadToEnd()));
        client.Dispose();
        Assert.Null(handler.NextEnd());
    }

    [Theory]
    [InlineData("connected")]
    [InlineData("line")]
    [InlineData("bytes")]
    [InlineData("disconnected")]
    public void What_any_call_throws_ends_its_session_alone(string where)
    {
        void Throw(LineSession session, string here)
        {
            if (here == where && session.Id == 2)
                throw new InvalidOperationException(where);
        }

        ScriptHandler handler = new()
        {
            Connected = session => Throw(session, "connected"),
            Line = (LineSession session, in Line line) =>
            {
                session.WriteLine(line.Span);
                session.ReadBytes(1);
                Throw(session, "line");
            },
            Bytes = (session, _, _) => Throw(session, "bytes"),
            Disconnected = (session, _) => Throw(session, "disconnected"),
        };
        using TestServer server = Start(handler);
        TestClient other = server.Connect();
        Assert.Equal("first", other.Ask("first"));
        TestClient client = server.Connect();
        client.Send("line\n.end\n.");
        client.ShutDown();
        string expected = where switch { "connected" => "", "disconnected" => "line\nend\n", _ => "line\n" };
        Assert.Equal(expected, Encoding.ASCII.GetString(client.ReadToEnd()));
        client.Dispose();
        Assert.Equal(where == "disconnected" ? null : where, handler.NextEnd()?.Message);
        Assert.Equal("second", other.Ask(".second"));
        Assert.Equal(1, handler.DisconnectedCount);
    }

    [Fact]
    public void A_broadcast_may_end_those_it_chooses_among_and_its_choice_may_fail()
    {
        ScriptHandler handler = new();
        using TestServer server = Start(handler);
        TestClient[] clients = [.. Enumerable.Range(0, 5).Select(_ => server.Connect())];
        TestServer.Until(() => server.Server.Sessions.Count == 5);
        server.Server.Broadcast("news"u8, session =>
        {
            if (session.Id % 2 == 0)
                session.Abort();
            return true;
        });
        Assert.Equal(3, clients.Count(client => ReadLineOrReset(client) == "news"));
        server.Server.Broadcast("none"u8, _ => throw new InvalidOperationException("on purpose"));
        server.Server.Broadcast("more"u8);
        Assert.Equal(3, clients.Count(client => ReadLineOrReset(client) == "more"));
        Assert.Equal(2, handler.DisconnectedCount);
    }

    [Fact]
    public void A_broadcast_that_one_client_would_read_as_two_lines_is_the_others_all_the_same()
    {
        using TestServer server = Start(new ScriptHandler());
        TestClient first = server.Connect();
        TestServer.Until(() => server.Server.Sessions.Count == 1);
        TestClient second = server.Connect();
        TestServer.Until(() => server.Server.Sessions.Count == 2);
        TestClient third = server.Connect();
        TestServer.Until(() => server.Server.Sessions.Count == 3);
        server.OnLoop(() => server.Server.Sessions[1].Terminator = LineTerminator.Custom(";"u8));

        server.OnLoop(() => server.Server.Broadcast("a;b"u8));
        server.OnLoop(() => server.Server.Broadcast("c"u8));

        Assert.Equal(("a;b", "c"), (first.ReadLine(), first.ReadLine()));
        Assert.Equal(("a;b", "c"), (third.ReadLine(), third.ReadLine()));
        Assert.Equal("c;"u8.ToArray(), second.ReadExactly(2));
    }

    [Fact]
    public void What_a_handler_broadcasts_each_client_gets_once()
    {
        ScriptHandler handler = new() { Line = (LineSession session, in Line line) => session.Server.Broadcast(line.Span) };
        using TestServer server = Start(handler);
        TestClient one = server.Connect(), two = server.Connect();
        Assert.Equal("1", one.Ask("1"));
        Assert.Equal("2", one.Ask("2"));
        Assert.Equal("1", two.ReadLine());
        Assert.Equal("2", two.ReadLine());
        Assert.Equal("3", two.Ask("3"));
        Assert.Equal("3", one.ReadLine());
    }

    [Fact]
    public async Task Broadcasts_of_other_threads_go_on_while_clients_come_and_go()
    {
        using TestServer server = Start(new ScriptHandler());
        using CancellationTokenSource over = new();
        Task[] writers = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(
            () =>
            {
                // A few at a time: more than may wait are refused.
                while (!over.IsCancellationRequested)
                {
                    server.Server.Broadcast("news"u8);
                    server.OnLoop(() => { });
                }
            },
            TestContext.Current.CancellationToken))];
        for (int i = 0; i < 200; i++)
        {
            using TestClient client = new(server.EndPoint);
            client.Send("mine\n");
            if (i % 3 == 0)
                continue;
            string? line;
            do
                line = client.ReadLine();
            while (line == "news");
            Assert.Equal("mine", line);
            if (i % 3 == 1)
                client.Socket.Shutdown(SocketShutdown.Send);
        }

        over.Cancel();
        await Task.WhenAll(writers);
        TestServer.Until(() => server.Server.Sessions.Count == 0);
    }

    [Fact]
    public void After_the_end_nothing_is_done_and_nothing_thrown()
    {
        ScriptHandler handler = new();
        TestServer server = Start(handler);
        TestClient client = server.Connect();
        Assert.Equal("x", client.Ask("x"));
        LineSession session = Assert.Single(server.Server.Sessions);
        server.Dispose();
        server.Server.Post(() => Assert.Fail("the server is over"));
        server.Server.Broadcast("news"u8);
        session.WriteLine("x");
        session.Resume();
        session.Close();
        Assert.Equal(0, session.PendingBytes);
        Assert.Empty(server.Server.Sessions);
    }

    [Fact]
    public void A_handler_may_end_the_server()
    {
        ScriptHandler handler = new()
        {
            Line = (LineSession session, in Line line) =>
            {
                session.WriteLine(line.Span);
                session.Server.Dispose();
                session.WriteLine("lost");
            },
        };
        TestServer server = Start(handler);
        server.Connect().Send("x\ny\n");
        Assert.True(server.Running.Ends());
        Assert.Equal(1, handler.DisconnectedCount);
        server.Dispose();
    }

    private static string? ReadLineOrReset(TestClient client)
    {
        try
        {
            return client.ReadLine();
        }
        catch (SocketException)
        {
            return null;
        }
    }
}

public sealed class EpollTcpHandlerTests() : HandlerContract(ServerKind.EpollTcp);

public sealed class EpollUnixHandlerTests() : HandlerContract(ServerKind.EpollUnix);

public sealed class EpollSpinningHandlerTests() : HandlerContract(ServerKind.EpollSpinning);

public sealed class SelectTcpHandlerTests() : HandlerContract(ServerKind.SelectTcp);
