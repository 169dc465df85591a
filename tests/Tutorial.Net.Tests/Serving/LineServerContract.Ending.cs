using System.Net.Sockets;
using System.Text;

namespace Tutorial.Net.Tests.Serving;

// How sessions end, and that it is told exactly once.
public abstract partial class LineServerContract
{
    /// <summary>The client has sent much more when it is told to go: closing at once would reset, and take the reply along.</summary>
    [Fact]
    public void The_last_reply_reaches_a_client_that_has_sent_on()
    {
        using TestServer server = Start(new ScriptHandler
        {
            Line = (LineSession session, in Line line) =>
            {
                if (!line.StartsWithText("QUIT"u8))
                    return;
                session.WriteLine("221 bye");
                session.Close();
            },
        });
        byte[] lines = Encoding.ASCII.GetBytes("NOOP\nNOOP\nQUIT\n" + string.Concat(Enumerable.Repeat("NOOP and some more to send\n", 997)));
        for (int i = 0; i < 200; i++)
        {
            using TestClient client = server.Connect();
            client.Send(lines);
            Assert.Equal("221 bye\n", Encoding.ASCII.GetString(client.ReadToEnd()));
        }
    }

    [Fact]
    public void Close_sends_what_is_pending_first_however_much()
    {
        byte[] reply = new byte[900_000];
        new Random(2).NextBytes(reply);
        ScriptHandler handler = new()
        {
            Line = (LineSession session, in Line _) =>
            {
                session.Write(reply);
                session.Close();
                Assert.True(session.IsClosed);
            },
        };
        using TestServer server = Start(handler);
        TestClient client = server.Connect(receiveBuffer: 4096);
        client.Send("x\n");
        Assert.Equal(reply, client.ReadToEnd());
        client.Dispose();
        Assert.Null(handler.NextEnd());
    }

    [Fact]
    public void Abort_resets_and_loses_what_waits()
    {
        ScriptHandler handler = new()
        {
            Line = (LineSession session, in Line _) =>
            {
                session.WriteLine("never sent");
                session.Abort();
            },
        };
        using TestServer server = Start(handler);
        TestClient client = server.Connect();
        client.Send("x\n");
        Assert.Equal(!_unix, client.EndsWithReset());
        Assert.Null(handler.NextEnd());
    }

    [Fact]
    public void A_client_that_has_finished_sending_gets_all_its_replies()
    {
        string line = new('y', 5_000);
        ScriptHandler handler = new() { Line = (LineSession session, in Line got) => session.WriteLine(got.Span) };
        using TestServer server = Start(handler);
        TestClient client = server.Connect(receiveBuffer: 4096);
        Task sending = Task.Run(() =>
        {
            client.Send(string.Concat(Enumerable.Repeat(line + "\n", 400)));
            client.ShutDown();
        });
        for (int i = 0; i < 400; i++)
            Assert.Equal(line, client.ReadLine());
        Assert.Null(client.ReadLine());
        Assert.Null(handler.NextEnd());
        Assert.True(sending.Ends());
    }

    [Fact]
    public void A_reset_is_told_with_the_sockets_error()
    {
        Assert.SkipWhen(_unix, "a Unix-domain socket has no resets to send");
        ScriptHandler handler = new();
        using TestServer server = Start(handler);
        TestClient client = server.Connect();
        Assert.Equal("x", client.Ask("x"));
        client.Reset();
        IOException error = Assert.IsType<IOException>(handler.NextEnd());
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(error.InnerException).SocketErrorCode);
    }

    [Fact]
    public void A_handler_that_throws_loses_its_own_session_only_and_after_what_it_wrote()
    {
        ScriptHandler handler = new()
        {
            Connected = session =>
            {
                if (session.Id == 3)
                    throw new InvalidOperationException("connected");
            },
            Line = (LineSession session, in Line line) =>
            {
                session.WriteLine(line.Span);
                if (line.StartsWithText("throw"u8))
                    throw new InvalidOperationException("line");
                if (line.StartsWithText("bytes"u8))
                    session.ReadBytes(1);
            },
            Bytes = (_, _, _) => throw new InvalidOperationException("bytes"),
            Disconnected = (_, _) => throw new InvalidOperationException("disconnected"),
        };
        using TestServer server = Start(handler);
        TestClient good = server.Connect();
        Assert.Equal("1", good.Ask("1"));

        TestClient bad = server.Connect();
        bad.Send("one\nthrow\ntwo\n");
        Assert.Equal("one\nthrow\n", Encoding.ASCII.GetString(bad.ReadToEnd()));
        bad.Dispose();
        Assert.Equal("line", handler.NextEnd()!.Message);

        using (TestClient third = server.Connect())
            Assert.Empty(third.ReadToEnd());
        Assert.Equal("connected", handler.NextEnd()!.Message);

        using (TestClient fourth = server.Connect())
        {
            fourth.Send("bytes\nx");
            Assert.Equal("bytes\n", Encoding.ASCII.GetString(fourth.ReadToEnd()));
        }

        Assert.Equal("bytes", handler.NextEnd()!.Message);
        Assert.Equal("2", good.Ask("2"));
    }

    [Theory]
    [InlineData(LineOverflow.Throw)]
    [InlineData(LineOverflow.Discard)]
    [InlineData(LineOverflow.Truncate)]
    public void A_line_that_is_too_long_is_what_the_options_say(LineOverflow overflow)
    {
        ScriptHandler handler = new();
        using TestServer server = Start(handler, new LineOptions { MaxLineLength = 5, Overflow = overflow });
        TestClient client = server.Connect();
        client.Send("12345\n123456789\nnext\n");
        Assert.Equal("12345", client.ReadLine());
        if (overflow == LineOverflow.Throw)
        {
            Assert.Null(client.ReadLine());
            client.Dispose();
            Assert.Equal(5, Assert.IsType<LineTooLongException>(handler.NextEnd()).MaxLineLength);
            return;
        }

        if (overflow == LineOverflow.Truncate)
            Assert.Equal("12345", client.ReadLine());
        Assert.Equal("next", client.ReadLine());
    }

    [Fact]
    public void A_malformed_line_ends_the_session_and_what_the_handler_throws_is_not_taken_for_one()
    {
        ScriptHandler handler = new()
        {
            Line = (LineSession _, in Line line) =>
            {
                if (line.StartsWithText("mine"u8))
                    throw new LineTooLongException(99);
            },
        };
        using TestServer server = Start(handler, new LineOptions { Terminator = LineTerminator.CrLf });
        using (TestClient client = server.Connect())
        {
            client.Send("good\r\nbare\nx\r\n");
            Assert.Null(client.ReadLine());
        }

        Assert.IsType<LineFormatException>(handler.NextEnd());
        using (TestClient client = server.Connect())
        {
            client.Send("mine\r\n");
            Assert.Null(client.ReadLine());
        }

        Assert.Equal(99, Assert.IsType<LineTooLongException>(handler.NextEnd()).MaxLineLength);
    }

    [Fact]
    public void A_paused_client_is_not_read_from_until_it_is_resumed()
    {
        List<string> lines = [];
        ScriptHandler handler = new()
        {
            Line = (LineSession session, in Line line) =>
            {
                lines.Add(line.ToString());
                if (line.StartsWithText("pause"u8))
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
        Assert.SkipWhen(_unix && reset, "a Unix-domain socket has no resets to send");
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
                if (line.StartsWithText("pause"u8))
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
    public void A_session_that_has_ended_may_be_used_and_does_nothing()
    {
        TaskCompletionSource<LineSession> connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptHandler handler = new() { Connected = session => connected.TrySetResult(session), Disconnected = (session, _) => UseAll(session) };
        using TestServer server = Start(handler);
        server.Connect().Dispose();
        LineSession session = connected.Get();
        Assert.Null(handler.NextEnd());

        session.WriteLine("x");
        session.Write("x"u8);
        session.Pause();
        session.Resume();
        session.Close();
        session.Abort();
        server.OnLoop(() => UseAll(session));
        Assert.Equal(0, session.PendingBytes);
        Assert.True(session.IsClosed);
        Assert.NotNull(session.RemoteEndPoint);
        Assert.NotNull(session.LocalEndPoint);
        Assert.Equal(1, handler.DisconnectedCount);
        Assert.Equal("alive", server.Connect().Ask("alive"));
    }

    /// <summary>Clients that end in every way at any moment, a handler that does everything: one end for each beginning.</summary>
    [Fact]
    public void OnDisconnected_comes_exactly_once_for_each_OnConnected()
    {
        Random random = new(3);
        ScriptHandler handler = new()
        {
            Connected = session =>
            {
                if (session.Id % 17 == 0)
                    session.Abort();
            },
            Line = (LineSession session, in Line line) =>
            {
                session.WriteLine(line.Span);
                switch (random.Next(12))
                {
                    case 0:
                        session.Close();
                        break;
                    case 1:
                        session.Abort();
                        break;
                    case 2:
                        throw new InvalidOperationException("on purpose");
                    case 3:
                        session.Pause();
                        Task.Run(session.Resume);
                        break;
                    case 4:
                        session.ReadBytes(random.Next(4));
                        break;
                    case 5:
                        Task.Run(session.Close);
                        Task.Run(session.Abort);
                        break;
                    case 6:
                        session.Server.Broadcast("all"u8);
                        break;
                }
            },
        };
        using TestServer server = Start(handler);
        Random clients = new(4);
        for (int i = 0; i < 600; i++)
        {
            using TestClient client = server.Connect();
            try
            {
                for (int lines = clients.Next(8); lines > 0; lines--)
                    client.Send("some line\n"[..clients.Next(3, 11)]);
                switch (clients.Next(4))
                {
                    case 0:
                        client.Reset();
                        break;
                    case 1:
                        client.ShutDown();
                        break;
                }
            }
            catch (SocketException)
            {
                // The server was faster.
            }
        }

        TestServer.Until(() => handler.ConnectedCount == 600 || handler.ConnectedCount == handler.DisconnectedCount);
        server.Stop();
        Assert.True(server.Running.Ends());
        Assert.Equal(handler.ConnectedCount, handler.DisconnectedCount);
        Assert.Equal(handler.ConnectedCount, handler.EndsOf.Count);
        Assert.All(handler.EndsOf.Values, count => Assert.Equal(1, count));
        Assert.True(handler.ConnectedCount > 300, $"{handler.ConnectedCount}");
        Assert.Empty(server.Server.Sessions);
    }

    private static void UseAll(LineSession session)
    {
        session.WriteLine("x"u8);
        session.ReadBytes(1);
        session.Terminator = LineTerminator.CrLf;
        session.MaxPendingBytes = 1;
        session.Pause();
        session.Resume();
        session.Close();
        session.Abort();
    }
}

internal static class LineText1
{
    public static bool StartsWithText(this in Line line, ReadOnlySpan<byte> text) => line.Span.StartsWith(text);
}
