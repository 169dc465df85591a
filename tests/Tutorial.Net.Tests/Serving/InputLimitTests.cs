using Microsoft.Extensions.Time.Testing;

namespace Tutorial.Net.Tests.Serving;

/// <summary>How long a client may take, how often it may speak; with a clock that the test turns.</summary>
public sealed class InputLimitTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void A_line_must_be_whole_within_its_time_however_it_drips()
    {
        ScriptHandler handler = new();
        using TestServer server = new(handler, new LineServerOptions { TimeProvider = _clock });
        TestClient dripping = server.Connect();
        TestClient good = server.Connect();
        Assert.Equal("x", dripping.Ask("x"));
        // The first byte, and one more each five seconds.
        long received = 0;
        for (int second = 0; second <= 25; second += 5)
        {
            dripping.Send("d");
            server.AwaitReceived(1, ++received + 2);
            Assert.Equal($"{second}", good.Ask($"{second}"));
            Assert.Equal(0, handler.DisconnectedCount);
            if (second < 25)
                _clock.Advance(TimeSpan.FromSeconds(5));
        }

        _clock.Advance(TimeSpan.FromMilliseconds(4_999));
        Assert.Equal("still", good.Ask("still"));
        Assert.Equal(0, handler.DisconnectedCount);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Contains("finish in time", Assert.IsType<TimeoutException>(handler.NextEnd()).Message, StringComparison.Ordinal);
        Assert.True(dripping.EndsWithReset());
        Assert.Equal("alive", good.Ask("alive"));
    }

    [Fact]
    public void A_client_that_is_between_lines_may_stay_for_ever()
    {
        using TestServer server = new(
            new ScriptHandler(), new LineServerOptions { TimeProvider = _clock, Lines = new LineOptions { Terminator = LineTerminator.Universal } });
        TestClient client = server.Connect();
        client.Send("x\r");
        Assert.Equal("x", client.ReadLine());
        _clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal("y", client.Ask("\ny"));
    }

    [Fact]
    public void Each_line_has_a_time_of_its_own()
    {
        using TestServer server = new(new ScriptHandler(), new LineServerOptions { TimeProvider = _clock });
        TestClient client = server.Connect();
        client.Send("a");
        for (int i = 0; i < 10; i++)
        {
            client.Send("\nb");
            Assert.EndsWith(i == 0 ? "a" : "b", client.ReadLine()!, StringComparison.Ordinal);
            _clock.Advance(TimeSpan.FromSeconds(20));
        }

        Assert.Equal("b", client.Ask(""));
    }

    [Fact]
    public void Bytes_that_are_asked_for_must_not_stand_still()
    {
        ScriptHandler handler = new() { Line = (LineSession session, in Line _) => session.ReadBytes(100), Bytes = (session, _, _) => session.WriteLine("piece") };
        using TestServer server = new(handler, new LineServerOptions { TimeProvider = _clock });
        TestClient client = server.Connect();
        client.Send("put\n");
        for (int i = 0; i < 5; i++)
        {
            client.Send("z");
            Assert.Equal("piece", client.ReadLine());
            server.OnLoop(() => { });
            _clock.Advance(TimeSpan.FromSeconds(29));
        }

        server.OnLoop(() => Assert.Equal(0, handler.DisconnectedCount));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<TimeoutException>(handler.NextEnd());
    }

    [Fact]
    public void Idle_is_who_sends_nothing_whatever_is_sent_to_him()
    {
        ScriptHandler handler = new();
        using TestServer server = new(handler, new LineServerOptions { TimeProvider = _clock, IdleTimeout = TimeSpan.FromMinutes(1) });
        TestClient client = server.Connect();
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal("x", client.Ask("x"));
            server.OnLoop(() => { });
            _clock.Advance(TimeSpan.FromSeconds(59));
            server.Server.Broadcast("news"u8);
            Assert.Equal("news", client.ReadLine());
        }

        Assert.Equal(0, handler.DisconnectedCount);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(client.ReadToEnd());
        client.Dispose();
        Assert.Contains("silent", Assert.IsType<TimeoutException>(handler.NextEnd()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_is_not_listened_to_is_not_idle()
    {
        ScriptHandler handler = new()
        {
            Line = (LineSession session, in Line _) =>
            {
                session.WriteLine("wait");
                session.Pause();
            },
        };
        using TestServer server = new(handler, new LineServerOptions { TimeProvider = _clock, IdleTimeout = TimeSpan.FromMinutes(1) });
        TestClient client = server.Connect();
        Assert.Equal("wait", client.Ask("x"));
        server.OnLoop(() => { });
        _clock.Advance(TimeSpan.FromHours(1));
        server.OnLoop(() => Assert.False(Assert.Single(server.Server.Sessions).IsClosed));
        server.OnLoop(() => server.Server.Sessions[0].Resume());
        server.OnLoop(() => { });
        _clock.Advance(TimeSpan.FromSeconds(59));
        server.OnLoop(() => Assert.False(Assert.Single(server.Server.Sessions).IsClosed));
        // From the resuming on it counts.
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(client.ReadToEnd());
        client.Dispose();
        Assert.IsType<TimeoutException>(handler.NextEnd());
    }

    [Fact]
    public void An_answer_that_is_being_read_is_no_idleness()
    {
        ScriptedTransport? transport = null;
        ScriptHandler handler = new() { Line = (LineSession session, in Line _) => session.Write(new byte[50_000]) };
        using TestServer server = new(
            handler,
            new LineServerOptions { TimeProvider = _clock, IdleTimeout = TimeSpan.FromMinutes(1) },
            transport: socket => transport = new ScriptedTransport(socket) { Room = 1_000 });
        TestClient client = server.Connect();
        client.Send("x\n");
        for (int i = 0; i < 10; i++)
        {
            client.ReadExactly(1_000);
            server.OnLoop(() => { });
            _clock.Advance(TimeSpan.FromSeconds(50));
            server.OnLoop(() => transport!.Room = 1_000);
        }

        client.ReadExactly(1_000);
        Assert.Equal(0, handler.DisconnectedCount);
        // Now it stands still.
        server.OnLoop(() => { });
        _clock.Advance(TimeSpan.FromSeconds(60));
        TestServer.Until(() => server.Server.Sessions is [{ IsClosed: true }]);
        server.OnLoop(() => transport!.Room = long.MaxValue);
        Assert.Equal(39_000, client.ReadToEnd().Length);
        client.Dispose();
        Assert.IsType<TimeoutException>(handler.NextEnd());
    }

    [Fact]
    public void Lines_past_the_rate_are_delayed_and_none_is_lost()
    {
        ScriptHandler handler = new();
        using TestServer server = new(handler, new LineServerOptions { TimeProvider = _clock, MaxLinesPerSecond = 10, LineBurst = 5 });
        TestClient client = server.Connect();
        client.Send(string.Concat(Enumerable.Range(0, 50).Select(i => $"{i}\n")));
        for (int i = 0; i < 50; i++)
        {
            if (i >= 5)
            {
                server.OnLoop(() => { });
                Assert.Equal(0, client.Socket.Available);
                _clock.Advance(TimeSpan.FromMilliseconds(99));
                server.OnLoop(() => { });
                Assert.Equal(0, client.Socket.Available);
                _clock.Advance(TimeSpan.FromMilliseconds(1));
            }

            Assert.Equal($"{i}", client.ReadLine());
        }
    }

    [Fact]
    public void A_client_that_the_rate_delays_is_not_idle()
    {
        ScriptHandler handler = new();
        using TestServer server = new(
            handler,
            new LineServerOptions { TimeProvider = _clock, MaxLinesPerSecond = 1, LineBurst = 1, IdleTimeout = TimeSpan.FromSeconds(10) });
        TestClient client = server.Connect();
        client.Send(string.Concat(Enumerable.Range(0, 30).Select(i => $"{i}\n")));
        for (int i = 0; i < 30; i++)
        {
            Assert.Equal($"{i}", client.ReadLine());
            server.OnLoop(() => { });
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        // From the last delay's end on it counts.
        _clock.Advance(TimeSpan.FromSeconds(8));
        server.OnLoop(() => Assert.False(Assert.Single(server.Server.Sessions).IsClosed));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(client.ReadToEnd());
        client.Dispose();
        Assert.Contains("silent", Assert.IsType<TimeoutException>(handler.NextEnd()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_whose_delay_is_lifted_has_its_idle_time_from_then_on()
    {
        ScriptHandler handler = new();
        using TestServer server = new(
            handler,
            new LineServerOptions { TimeProvider = _clock, MaxLinesPerSecond = 0.01, LineBurst = 1, IdleTimeout = TimeSpan.FromSeconds(10) });
        TestClient client = server.Connect();
        client.Send("1\n2\n");
        Assert.Equal("1", client.ReadLine());
        server.OnLoop(() => { });
        _clock.Advance(TimeSpan.FromSeconds(60));
        server.OnLoop(() => Assert.Single(server.Server.Sessions).MaxLinesPerSecond = double.PositiveInfinity);
        Assert.Equal("2", client.ReadLine());
        server.OnLoop(() => { });
        _clock.Advance(TimeSpan.FromSeconds(9));
        server.OnLoop(() => Assert.False(Assert.Single(server.Server.Sessions).IsClosed));
        // What is set while nothing is delayed is no word of the client's.
        server.OnLoop(() => Assert.Single(server.Server.Sessions).MaxLinesPerSecond = 5);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(client.ReadToEnd());
        client.Dispose();
        Assert.IsType<TimeoutException>(handler.NextEnd());
    }

    /// <summary>A client with a thousand lines in the buffer does not keep one with a single line waiting for them.</summary>
    [Fact]
    public void A_turn_has_only_so_many_lines()
    {
        List<string> order = [];
        using ManualResetEventSlim bothSent = new();
        ScriptHandler handler = new()
        {
            Line = (LineSession session, in Line line) =>
            {
                order.Add(line.ToString());
                if (order.Count == 1)
                    bothSent.Wait();
            },
        };
        using TestServer server = new(handler, new LineServerOptions { MaxLinesPerTurn = 8 });
        TestClient flood = server.Connect(), quiet = server.Connect();
        TestServer.Until(() => handler.ConnectedCount == 2);
        flood.Send(string.Concat(Enumerable.Repeat("flood\n", 1000)));
        quiet.Send("quiet\n");
        bothSent.Set();
        TestServer.Until(() =>
        {
            int count = 0;
            server.OnLoop(() => count = order.Count);
            return count == 1001;
        });
        Assert.InRange(order.IndexOf("quiet"), 1, 16);
    }

    [Fact]
    public void A_session_may_have_stricter_limits_until_it_is_known()
    {
        ScriptHandler handler = new()
        {
            Connected = session =>
            {
                session.LineTimeout = TimeSpan.FromSeconds(2);
                session.Lines = new LineOptions { MaxLineLength = 8 };
                session.MaxLinesPerSecond = 1000;
                session.HardPendingBytes = 2_000;
                session.SlowConsumerTimeout = TimeSpan.FromSeconds(3);
            },
            Line = (LineSession session, in Line line) =>
            {
                if (line.StartsWith("login"u8))
                {
                    session.LineTimeout = TimeSpan.FromSeconds(100);
                    session.Lines = new LineOptions();
                }

                session.WriteLine(line.Span);
            },
        };
        using TestServer server = new(handler, new LineServerOptions { TimeProvider = _clock });
        TestClient known = server.Connect();
        Assert.Equal("login", known.Ask("login"));
        Assert.Equal("longer than eight", known.Ask("longer than eight"));
        known.Send("drip");
        server.AwaitReceived(1, 28);
        TestClient unknown = server.Connect();
        unknown.Send("dr");
        server.AwaitReceived(2, 2);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.IsType<TimeoutException>(handler.NextEnd());
        TestClient third = server.Connect();
        third.Send("longer than eight\n");
        Assert.Empty(third.ReadToEnd());
        third.Dispose();
        Assert.IsType<LineTooLongException>(handler.NextEnd());
        Assert.Equal("drip", known.Ask(""));
    }
}
