using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Tutorial.Net.Tests.Serving;

/// <summary>How a session ends, and what still reaches the client.</summary>
public abstract class EndingContract(ServerKind kind) : ServerContract(kind)
{
    /// <summary>The client has sent much more when it is told to go: closing at once would reset, and take the reply along.</summary>
    [Fact]
    public void The_last_reply_reaches_a_client_that_has_sent_on()
    {
        using TestServer server = Start(new ScriptHandler
        {
            Line = (LineSession session, in Line line) =>
            {
                if (!line.StartsWith("QUIT"u8))
                    return;
                session.WriteLine("221 bye");
                session.Close();
            },
        });
        // More than the buffers of both ends hold: the client is still sending when the server has shut its side.
        byte[] lines = Encoding.ASCII.GetBytes("NOOP\nNOOP\nQUIT\n" + string.Concat(Enumerable.Repeat("NOOP and some more to send\n", 29_997)));
        for (int i = 0; i < 20; i++)
        {
            using TestClient client = server.Connect();
            client.Socket.SendBufferSize = 65_536;
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
        Assert.Equal(!IsUnix, client.EndsWithReset());
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
        Assert.SkipWhen(IsUnix, "a Unix-domain socket has no resets to send");
        ScriptHandler handler = new();
        using TestServer server = Start(handler);
        TestClient client = server.Connect();
        Assert.Equal("x", client.Ask("x"));
        client.Reset();
        IOException error = Assert.IsType<IOException>(handler.NextEnd());
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(error.InnerException).SocketErrorCode);
    }

    /// <summary>It was kept for nobody, and the reset past the hard limit took the last reply from the client.</summary>
    [Theory]
    [InlineData("QUIT")]
    [InlineData("too long a line")]
    [InlineData(null)]
    public void What_other_threads_write_once_the_end_has_begun_goes_nowhere(string? lastLine)
    {
        ScriptHandler handler = new()
        {
            Line = (LineSession session, in Line line) =>
            {
                session.WriteLine(line.Span);
                if (line.StartsWith("QUIT"u8))
                    session.Close();
            },
        };
        using TestServer server = new(
            handler,
            new LineServerOptions
            {
                Backend = Backend,
                TimeProvider = new FakeTimeProvider(),
                HardPendingBytes = 1_000,
                Lines = new LineOptions { MaxLineLength = 10 },
            },
            IsUnix);
        TestClient client = server.Connect();
        Assert.Equal("HELLO", client.Ask("HELLO"));
        LineSession session = Assert.Single(server.Server.Sessions);
        if (lastLine is null)
            server.Stop();
        else
            client.Send(lastLine + "\n");
        Assert.Equal(lastLine == "QUIT" ? "QUIT\n" : "", Encoding.ASCII.GetString(client.ReadToEnd()));

        for (int i = 0; i < 3; i++)
            session.Write(new byte[600]);
        server.OnLoop(() => { });

        Assert.Equal(0, session.PendingBytes);
        Assert.Equal(0, handler.DisconnectedCount);
        client.Dispose();
        Assert.Equal(lastLine?.Length > 10, handler.NextEnd() is LineTooLongException);
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

        // The server may be far behind: at none taken and none ended it has not begun.
        TestServer.Until(() => handler.ConnectedCount > 300 && (handler.ConnectedCount == 600 || handler.ConnectedCount == handler.DisconnectedCount));
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

public sealed class EpollTcpEndingTests() : EndingContract(ServerKind.EpollTcp);

public sealed class EpollUnixEndingTests() : EndingContract(ServerKind.EpollUnix);

public sealed class EpollSpinningEndingTests() : EndingContract(ServerKind.EpollSpinning);

public sealed class SelectTcpEndingTests() : EndingContract(ServerKind.SelectTcp);
