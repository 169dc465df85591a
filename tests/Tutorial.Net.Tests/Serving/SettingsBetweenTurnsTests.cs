using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Tutorial.Net.Tests.Serving;

/// <summary>What is set outside a session's own turn, by a posted action, counts at once, as in its turn.</summary>
public sealed class SettingsBetweenTurnsTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentQueue<(string Bytes, bool IsLast)> _pieces = new();

    [Fact]
    public void Lines_that_wait_for_output_to_go_wait_no_longer_when_more_of_it_may_wait()
    {
        using TestServer server = new(
            Noting(session => session.Write(new byte[1_000])),
            new LineServerOptions { TimeProvider = _clock, MaxPendingBytes = 100 },
            transport: socket => new ScriptedTransport(socket) { Room = 10 });
        TestClient client = server.Connect();
        client.Send("1\n2\n3\n");
        client.ReadExactly(10);
        server.OnLoop(() => Assert.Equal(["1"], _lines));

        Set(server, session => session.MaxPendingBytes = 100_000);

        TestServer.Until(() => _lines.Count == 3);
        Set(server, session => session.Abort());
    }

    [Fact]
    public void What_has_come_is_cut_anew_with_a_new_terminator()
    {
        using TestServer server = new(Noting());
        server.Connect().Send("a;b;");
        server.AwaitReceived(1, 4);

        Set(server, session => session.Terminator = LineTerminator.Custom(";"u8));

        TestServer.Until(() => _lines.Count == 2);
        Assert.Equal(["a", "b"], _lines);
    }

    [Fact]
    public void Bytes_that_are_there_when_they_are_asked_for_are_handed_out()
    {
        using TestServer server = new(Noting());
        server.Connect().Send("abcde");
        server.AwaitReceived(1, 5);

        Set(server, session => session.ReadBytes(5));

        TestServer.Until(() => !_pieces.IsEmpty);
        Assert.Equal([("abcde", true)], _pieces);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void No_bytes_that_are_asked_for_are_one_empty_piece_before_the_client_says_anything(bool whenItComes)
    {
        using TestServer server = new(Noting(connected: session =>
        {
            if (whenItComes)
                session.ReadBytes(0);
        }));
        server.Connect();
        TestServer.Until(() => server.Server.Sessions.Count == 1);

        if (!whenItComes)
            Set(server, session => session.ReadBytes(0));

        TestServer.Until(() => !_pieces.IsEmpty);
        Assert.Equal([("", true)], _pieces);
    }

    [Fact]
    public void A_line_that_came_too_fast_comes_when_the_rate_allows_it_and_not_when_the_old_one_would()
    {
        using TestServer server = new(
            Noting(), new LineServerOptions { TimeProvider = _clock, MaxLinesPerSecond = 0.01, LineBurst = 1 });
        server.Connect().Send("1\n2\n3\n");
        TestServer.Until(() => _lines.Count == 1);

        Set(server, session => session.MaxLinesPerSecond = 1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        TestServer.Until(() => _lines.Count == 2);
        Set(server, session => session.MaxLinesPerSecond = double.PositiveInfinity);
        TestServer.Until(() => _lines.Count == 3);
    }

    [Fact]
    public void A_line_that_has_begun_gets_no_more_time_by_what_is_set()
    {
        ScriptHandler handler = Noting();
        using TestServer server = new(handler, new LineServerOptions { TimeProvider = _clock });
        TestClient client = server.Connect();
        client.Send("half");
        server.AwaitReceived(1, 4);
        _clock.Advance(TimeSpan.FromSeconds(29));

        Set(server, session =>
        {
            session.MaxPendingBytes = 1_000;
            session.Terminator = LineTerminator.Universal;
            session.Write("x"u8);
        });
        client.ReadExactly(1);
        server.OnLoop(() => Assert.Equal(0, handler.DisconnectedCount));
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Contains("did not finish in time", Assert.IsType<TimeoutException>(handler.NextEnd()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_set_each_time_round_keeps_no_client_from_being_read()
    {
        using TestServer server = new(Noting());
        TestClient client = server.Connect();
        TestServer.Until(() => server.Server.Sessions.Count == 1);
        server.OnLoop(SetAgain);
        client.Send("1\n");
        TestServer.Until(() => !_lines.IsEmpty);

        void SetAgain()
        {
            Assert.Single(server.Server.Sessions).MaxPendingBytes = 1_000;
            if (_lines.IsEmpty)
                server.Server.Post(SetAgain);
        }
    }

    /// <summary>In a posted action, with the turn that follows from it.</summary>
    private static void Set(TestServer server, Action<LineSession> action) =>
        server.OnLoop(() => action(Assert.Single(server.Server.Sessions)));

    private ScriptHandler Noting(Action<LineSession>? line = null, Action<LineSession>? connected = null) => new()
    {
        Connected = connected,
        Line = (LineSession session, in Line got) =>
        {
            _lines.Enqueue(got.ToString());
            line?.Invoke(session);
        },
        Bytes = (_, bytes, isLast) => _pieces.Enqueue((Encoding.ASCII.GetString(bytes), isLast)),
    };
}
