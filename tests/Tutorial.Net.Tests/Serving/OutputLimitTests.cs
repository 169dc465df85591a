using Microsoft.Extensions.Time.Testing;

namespace Tutorial.Net.Tests.Serving;

/// <summary>How much may wait for a client, and for how long.</summary>
public sealed class OutputLimitTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void A_client_that_asks_and_does_not_read_is_not_read_from_and_then_dropped()
    {
        int asked = 0;
        ScriptHandler handler = new()
        {
            Line = (LineSession session, in Line _) =>
            {
                asked++;
                session.Write(new byte[1000]);
            },
        };
        bool isFirst = true;
        using TestServer server = new(
            handler,
            new LineServerOptions { TimeProvider = _clock, MaxPendingBytes = 10_000 },
            transport: socket =>
            {
                long room = isFirst ? 5_000 : long.MaxValue;
                isFirst = false;
                return new ScriptedTransport(socket) { Room = room };
            });
        TestClient client = server.Connect();
        string questions = string.Concat(Enumerable.Repeat("?\n", 1000));
        client.Send(questions);
        client.ReadExactly(5_000);
        TestServer.Until(() => server.Server.Sessions is [{ PendingBytes: > 10_000 }]);
        client.Send(questions);
        Assert.Equal(1000, SendAndRead(server.Connect(), "?\n", 1000).Length);
        // What came after the limit was reached is still in the kernel.
        server.OnLoop(() => Assert.InRange(server.Server.Sessions.Single(session => session.Id == 1).Core.Received, 1, questions.Length));
        // 5,000 bytes went, the next line after 10,000 more is the last: and one of the other client's.
        server.OnLoop(() => Assert.Equal(16 + 1, asked));
        Assert.Equal(11_000, server.Server.Sessions.Single(session => session.Id == 1).PendingBytes);

        _clock.Advance(TimeSpan.FromMilliseconds(29_999));
        server.OnLoop(() => Assert.Equal(0, handler.DisconnectedCount));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Contains("output waited", Assert.IsType<TimeoutException>(handler.NextEnd()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_that_wait_for_their_turn_come_to_it_though_another_client_has_filled_the_output()
    {
        Dictionary<long, int> lines = [];
        ScriptHandler handler = new()
        {
            Connected = session => session.Pause(),
            Line = (LineSession session, in Line _) =>
            {
                lines.TryGetValue(session.Id, out int before);
                lines[session.Id] = before + 1;
                // The first of a turn: the other client's turn is the next.
                if (before % 64 == 0)
                    session.Server.Sessions.Single(other => other != session).Write(new byte[20_000]);
            },
        };
        using TestServer server = new(handler, new LineServerOptions { MaxPendingBytes = 10_000, MaxLinesPerTurn = 64 });
        TestClient[] clients = [server.Connect(), server.Connect()];
        Array.ForEach(clients, client => client.Send(string.Concat(Enumerable.Repeat("?\n", 640))));
        TestServer.Until(() => server.Server.Sessions.Count == 2);
        server.OnLoop(() => Assert.All(server.Server.Sessions, session => session.Resume()));
        Array.ForEach(clients, client => client.ReadExactly(10 * 20_000));
        server.OnLoop(() => Assert.Equal([640, 640], lines.Values));
    }

    [Fact]
    public void A_client_that_reads_again_in_time_goes_on()
    {
        ScriptHandler handler = new() { Line = (LineSession session, in Line _) => session.Write(new byte[1000]) };
        using TestServer server = new(handler, new LineServerOptions { TimeProvider = _clock, MaxPendingBytes = 10_000 });
        TestClient client = server.Connect(receiveBuffer: 4096);
        Task.Run(() => client.Send(string.Concat(Enumerable.Repeat("?\n", 20_000))));
        for (int round = 0; round < 3; round++)
        {
            TestServer.Until(() => server.Server.Sessions is [{ PendingBytes: > 10_000 }]);
            _clock.Advance(TimeSpan.FromSeconds(29));
            client.ReadExactly(5_000_000);
        }

        client.ReadExactly(5_000_000);
        server.OnLoop(() => { });
        _clock.Advance(TimeSpan.FromSeconds(60));
        server.OnLoop(() => Assert.Equal(0, handler.DisconnectedCount));
    }

    [Fact]
    public void A_client_that_is_told_to_go_and_reads_a_part_now_and_then_gets_all()
    {
        const int Part = 10_000, Parts = 5;
        ScriptHandler handler = new()
        {
            Line = (LineSession session, in Line _) =>
            {
                session.Write(new byte[Parts * Part]);
                session.Close();
            },
        };
        ScriptedTransport way = null!;
        using TestServer server = new(
            handler,
            new LineServerOptions { TimeProvider = _clock },
            transport: socket => way = new ScriptedTransport(socket) { Room = Part });
        TestClient client = server.Connect();
        client.Send("?\n");
        for (int part = 1; part < Parts; part++)
        {
            client.ReadExactly(Part);
            // Nothing more goes until there is room, just within the time.
            server.OnLoop(() => _clock.Advance(TimeSpan.FromSeconds(29)));
            server.OnLoop(() => way.Room = Part);
        }

        client.ReadExactly(Part);
        client.ShutDown();
        Assert.Null(handler.NextEnd());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Output_past_the_hard_limit_drops_the_client_at_once(bool fromTheLoop)
    {
        ScriptHandler handler = new();
        using TestServer server = new(handler, new LineServerOptions { TimeProvider = _clock, HardPendingBytes = 100_000 });
        TestClient client = server.Connect(receiveBuffer: 4096);
        TestClient good = server.Connect();
        TestServer.Until(() => server.Server.Sessions.Count == 2);
        LineSession session = server.Server.Sessions.Single(session => session.RemoteEndPoint.Equals(client.Socket.LocalEndPoint));
        long most = 0;
        for (int i = 0; i < 10_000 && handler.DisconnectedCount == 0; i++)
        {
            if (fromTheLoop)
                server.OnLoop(() => session.Write(new byte[5000]));
            else
                session.Write(new byte[5000]);
            most = Math.Max(most, session.PendingBytes);
        }

        Assert.Contains("100000", Assert.IsType<IOException>(handler.NextEnd()).Message, StringComparison.Ordinal);
        Assert.InRange(most, 50_000, 100_000);
        Assert.Equal("alive", good.Ask("alive"));
    }

    [Fact]
    public void A_single_write_past_the_hard_limit_goes_through_if_the_client_reads_and_drops_it_otherwise()
    {
        ScriptHandler handler = new() { Line = (LineSession session, in Line _) => session.Write(new byte[50_000]) };
        using TestServer server = new(handler, new LineServerOptions { TimeProvider = _clock, HardPendingBytes = 10_000 });
        Assert.Equal(50_000, SendAndRead(server.Connect(), "x\n", 50_000).Length);
        TestClient slow = server.Connect(receiveBuffer: 4096);
        slow.Send(string.Concat(Enumerable.Repeat("x\n", 200)));
        Assert.IsType<IOException>(handler.NextEnd());
    }

    [Fact]
    public void A_closed_session_waits_for_the_clients_end_only_so_long()
    {
        ScriptHandler handler = new() { Line = (LineSession session, in Line _) => session.Close() };
        using TestServer server = new(handler, new LineServerOptions { TimeProvider = _clock });
        TestClient client = server.Connect();
        client.Send("x\n");
        Assert.Empty(client.ReadToEnd());
        client.Send("it sends on\n");
        _clock.Advance(TimeSpan.FromMilliseconds(1_999));
        server.OnLoop(() => Assert.Equal(0, handler.DisconnectedCount));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(handler.NextEnd());
    }

    [Fact]
    public void The_last_output_of_a_closed_session_must_not_stand_still()
    {
        ScriptHandler handler = new()
        {
            Line = (LineSession session, in Line _) =>
            {
                session.Write(new byte[1 << 20]);
                session.Close();
            },
        };
        using TestServer server = new(
            handler, new LineServerOptions { TimeProvider = _clock }, transport: socket => new ScriptedTransport(socket) { Room = 1000 });
        TestClient client = server.Connect();
        client.Send("x\n");
        client.ReadExactly(1000);
        server.OnLoop(() => { });
        _clock.Advance(TimeSpan.FromSeconds(29));
        server.OnLoop(() => Assert.Equal(0, handler.DisconnectedCount));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<TimeoutException>(handler.NextEnd() ?? new TimeoutException());
    }

    [Fact]
    public void To_what_still_waits_when_the_end_has_begun_other_threads_add_nothing()
    {
        ScriptHandler handler = new()
        {
            Line = (LineSession session, in Line _) =>
            {
                session.Write(new byte[5_000]);
                session.Close();
            },
        };
        using TestServer server = new(
            handler, new LineServerOptions { TimeProvider = _clock }, transport: socket => new ScriptedTransport(socket) { Room = 1_000 });
        TestClient client = server.Connect();
        client.Send("x\n");
        client.ReadExactly(1_000);
        server.OnLoop(() => { });
        LineSession session = Assert.Single(server.Server.Sessions);

        session.Write("late"u8);
        server.OnLoop(() => { });

        Assert.Equal(4_000, session.PendingBytes);
        session.Abort();
    }

    [Fact]
    public void Stopping_aborts_what_is_not_done_within_its_time()
    {
        ScriptHandler handler = new() { Line = (LineSession session, in Line _) => session.Write(new byte[1 << 20]) };
        using TestServer server = new(
            handler, new LineServerOptions { TimeProvider = _clock }, transport: socket => new ScriptedTransport(socket) { Room = 1000 });
        TestClient client = server.Connect();
        client.Send("x\n");
        client.ReadExactly(1000);
        server.Stop();
        TestServer.Until(() => server.Server.Sessions is [{ IsClosed: true }]);
        _clock.Advance(TimeSpan.FromMilliseconds(4_999));
        server.OnLoop(() => { });
        Assert.False(server.Running.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(server.Running.Ends());
        Assert.Null(handler.NextEnd());
    }

    private static byte[] SendAndRead(TestClient client, string text, int count)
    {
        client.Send(text);
        return client.ReadExactly(count);
    }
}
