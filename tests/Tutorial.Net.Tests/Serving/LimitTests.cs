using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace Tutorial.Net.Tests.Serving;

/// <summary>Every limit, each on by its default or set, with a clock that the test turns.</summary>
public sealed class LimitTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void The_defaults_are_those_that_are_documented()
    {
        LineServerOptions options = new();
        Assert.Equal(10_000, options.MaxConnections);
        Assert.Equal(1_000, options.MaxConnectionsPerAddress);
        Assert.Equal(65_536, options.Lines.MaxLineLength);
        Assert.Equal(65_536, options.MaxPendingBytes);
        Assert.Equal(1_048_576, options.HardPendingBytes);
        Assert.Equal(64, options.MaxLinesPerTurn);
        Assert.Equal(double.PositiveInfinity, options.MaxLinesPerSecond);
        Assert.Equal(TimeSpan.FromSeconds(30), options.LineTimeout);
        Assert.Equal(Timeout.InfiniteTimeSpan, options.IdleTimeout);
        Assert.Equal(TimeSpan.FromSeconds(30), options.SlowConsumerTimeout);
        Assert.Equal(TimeSpan.FromSeconds(2), options.LingerTimeout);
        Assert.Equal(TimeSpan.FromSeconds(5), options.DrainTimeout);
        Assert.Equal(TimeSpan.Zero, options.SpinTime);
        Assert.Empty(options.TrustedProxies);
        Assert.False(options.ReusePort);
    }

    [Fact]
    public void Values_that_make_no_sense_are_refused_where_they_are_set()
    {
        Assert.Throws<ArgumentOutOfRangeException>("MaxConnections", () => new LineServerOptions { MaxConnections = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("MaxConnectionsPerAddress", () => new LineServerOptions { MaxConnectionsPerAddress = -1 });
        Assert.Throws<ArgumentOutOfRangeException>("MaxPendingBytes", () => new LineServerOptions { MaxPendingBytes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("HardPendingBytes", () => new LineServerOptions { HardPendingBytes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("MaxLinesPerTurn", () => new LineServerOptions { MaxLinesPerTurn = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("LineBurst", () => new LineServerOptions { LineBurst = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("MaxLinesPerSecond", () => new LineServerOptions { MaxLinesPerSecond = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("MaxLinesPerSecond", () => new LineServerOptions { MaxLinesPerSecond = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>("LineTimeout", () => new LineServerOptions { LineTimeout = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>("IdleTimeout", () => new LineServerOptions { IdleTimeout = TimeSpan.FromSeconds(-2) });
        Assert.Throws<ArgumentOutOfRangeException>("DrainTimeout", () => new LineServerOptions { DrainTimeout = TimeSpan.MaxValue });
        Assert.Throws<ArgumentOutOfRangeException>("SpinTime", () => new LineServerOptions { SpinTime = TimeSpan.FromSeconds(-1) });
        Assert.Throws<ArgumentNullException>(() => new LineServerOptions { Lines = null! });
        Assert.Throws<ArgumentNullException>(() => new LineServerOptions { TimeProvider = null! });
        Assert.Throws<ArgumentNullException>(() => new LineServerOptions { TrustedProxies = null! });
    }

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
            AwaitReceived(server, 1, ++received + 2);
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
        // 5,000 bytes went, the next line after 10,000 more is the last: and one of the other client's.
        server.OnLoop(() => Assert.Equal(16 + 1, asked));
        Assert.Equal(11_000, server.Server.Sessions.Single(session => session.Id == 1).PendingBytes);

        _clock.Advance(TimeSpan.FromMilliseconds(29_999));
        server.OnLoop(() => Assert.Equal(0, handler.DisconnectedCount));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Contains("output waited", Assert.IsType<TimeoutException>(handler.NextEnd()).Message, StringComparison.Ordinal);
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
    public void Connections_past_the_limit_wait_in_the_backlog_until_somebody_leaves()
    {
        ScriptHandler handler = new();
        using TestServer server = new(handler, new LineServerOptions { MaxConnections = 3 });
        TestClient[] clients = [.. Enumerable.Range(0, 6).Select(_ => server.Connect())];
        foreach (TestClient client in clients)
            client.Send("hello\n");
        for (int first = 0; first < 3; first++)
            Assert.Equal("hello", clients[first].ReadLine());
        for (int left = 0; left < 3; left++)
        {
            server.OnLoop(() => Assert.InRange(server.Server.Sessions.Count, 1, 3));
            Assert.Equal(left + 3, handler.ConnectedCount);
            Assert.Equal(0, clients[left + 3].Socket.Available);
            clients[left].Dispose();
            Assert.Equal("hello", clients[left + 3].ReadLine());
        }
    }

    [Fact]
    public void One_address_has_only_so_many_connections()
    {
        ScriptHandler handler = new();
        using TestServer server = new(handler, new LineServerOptions { MaxConnectionsPerAddress = 2 });
        TestClient one = server.Connect(), two = server.Connect();
        Assert.Equal("1", one.Ask("1"));
        Assert.Equal("2", two.Ask("2"));
        TestClient three = server.Connect();
        Assert.Null(ReadLineOrReset(three));
        Assert.Equal(2, handler.ConnectedCount);
        one.Dispose();
        TestServer.Until(() => handler.DisconnectedCount == 1);
        Assert.Equal("4", server.Connect().Ask("4"));
    }

    [Fact]
    public void Loopback_is_counted_only_when_it_is_asked_for()
    {
        using TestServer server = new(new ScriptHandler());
        for (int i = 0; i < LineServerOptions.DefaultMaxConnectionsPerAddress + 5; i++)
            server.Connect();
        TestServer.Until(() => server.Server.Sessions.Count == LineServerOptions.DefaultMaxConnectionsPerAddress + 5);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::192.0.2.1", "192.0.2.1", false)]
    public void One_address_is_an_IPv4_address_or_a_64(string one, string other, bool same) => Assert.Equal(
        same,
        AddressKey.Of(new IPEndPoint(IPAddress.Parse(one), 1), true) == AddressKey.Of(new IPEndPoint(IPAddress.Parse(other), 2), true));

    [Fact]
    public void Counts_of_addresses_are_kept_only_for_those_that_are_there()
    {
        AddressCounts counts = new(2);
        AddressKey one = new(false, 1), two = new(true, 1);
        Assert.True(counts.TryAdd(one) && counts.TryAdd(one) && counts.TryAdd(two));
        Assert.False(counts.TryAdd(one));
        Assert.Equal(2, counts.Addresses);
        counts.Remove(one);
        Assert.True(counts.TryAdd(one));
        counts.Remove(one);
        counts.Remove(one);
        counts.Remove(two);
        Assert.Equal(0, counts.Addresses);
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
                if (line.StartsWithText("login"u8))
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
        AwaitReceived(server, 1, 28);
        TestClient unknown = server.Connect();
        unknown.Send("dr");
        AwaitReceived(server, 2, 2);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.IsType<TimeoutException>(handler.NextEnd());
        TestClient third = server.Connect();
        third.Send("longer than eight\n");
        Assert.Empty(third.ReadToEnd());
        third.Dispose();
        Assert.IsType<LineTooLongException>(handler.NextEnd());
        Assert.Equal("drip", known.Ask(""));
    }

    private static byte[] SendAndRead(TestClient client, string text, int count)
    {
        client.Send(text);
        return client.ReadExactly(count);
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

    /// <summary>The clock may be turned only when the loop has seen what was sent, and armed its times.</summary>
    private static void AwaitReceived(TestServer server, long session, long bytes) => TestServer.Until(() =>
    {
        long received = -1;
        server.OnLoop(() => received = server.Server.Sessions.Single(it => it.Id == session).Core.Received);
        return received >= bytes;
    });
}
