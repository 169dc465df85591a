using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Serving;

/// <summary>What a server logs and counts. Alone, since the instruments are one set for the process.</summary>
[Collection(Alone.Name)]
public sealed class ObservingTests
{
    [Fact]
    public void The_meter_counts_connections_lines_bytes_and_what_waits()
    {
        using MeterListener listener = Listen(out ConcurrentDictionary<string, long> sums);
        ScriptHandler handler = new()
        {
            Line = (LineSession session, in Line line) =>
            {
                session.WriteLine(line.Span);
                if (line.StartsWith("wait"u8))
                    session.Write(new byte[500_000]);
                if (line.StartsWith("throw"u8))
                    throw new InvalidOperationException("on purpose");
            },
        };
        using TestServer server = new(handler, transport: socket => new ScriptedTransport(socket) { Room = 100_000 });
        TestClient one = server.Connect(), two = server.Connect(), three = server.Connect();
        Assert.Equal("1234", one.Ask("1234"));
        Assert.Equal("56", two.Ask("56"));
        server.OnLoop(() => { });
        listener.RecordObservableInstruments();
        Assert.Equal(3, sums["line_server.connections"]);
        Assert.Equal(2, sums["line_server.lines"]);
        Assert.Equal(8, sums["line_server.received"]);
        Assert.Equal(8, sums["line_server.sent"]);

        Assert.Equal("wait", one.Ask("wait"));
        one.ReadExactly(50_000);
        server.OnLoop(() => { });
        listener.RecordObservableInstruments();
        Assert.Equal(400_010, sums["line_server.pending"]);

        two.Send("throw\n");
        Assert.Equal("throw", two.ReadLine());
        Assert.Null(two.ReadLine());
        two.Dispose();
        Assert.NotNull(handler.NextEnd());
        three.Reset();
        Assert.NotNull(handler.NextEnd());
        server.OnLoop(() => { });
        Assert.Equal(1, sums["line_server.connections.ended handler_failed"]);
        Assert.Equal(1, sums["line_server.connections.ended peer_reset"]);
        listener.RecordObservableInstruments();
        Assert.Equal(1, sums["line_server.connections"]);
    }

    [Fact]
    public void Who_begins_to_listen_later_is_told_of_those_that_had_connected_before()
    {
        ScriptHandler handler = new();
        using TestServer server = new(handler);
        TestClient one = server.Connect(), two = server.Connect();
        Assert.Equal("1", one.Ask("1"));
        Assert.Equal("2", two.Ask("2"));
        using MeterListener listener = Listen(out ConcurrentDictionary<string, long> sums);
        one.Dispose();
        Assert.Null(handler.NextEnd());
        server.OnLoop(() => { });
        listener.RecordObservableInstruments();
        Assert.Equal(1, sums["line_server.connections"]);
    }

    [Fact]
    public void The_meter_counts_whom_the_system_does_not_let_the_server_serve_and_the_log_says_it_once()
    {
        using MeterListener listener = Listen(out ConcurrentDictionary<string, long> sums);
        using ListLogger log = new();
        bool isGone = false;
        using TestServer server = new(
            new ScriptHandler(), new LineServerOptions { TimeProvider = new FakeTimeProvider() }, loggerFactory: log, transport: socket =>
            {
                if (isGone)
                    socket.Dispose();
                return new SocketTransport(socket);
            });
        (Socket served, Socket peer) = Loopback.Pair();
        using Socket mine = peer;
        // Each of the three over the same descriptor.
        Socket[] same = [.. Enumerable.Range(0, 2).Select(_ => new Socket(new SafeSocketHandle(served.Handle, ownsHandle: false)))];
        server.Server.Adopt(served);
        Array.ForEach(same, server.Server.Adopt);
        server.OnLoop(() => isGone = true);
        TestClient gone = server.Connect();
        Assert.True(gone.Socket.Poll(TestServer.Patience, SelectMode.SelectRead));
        server.OnLoop(() => { });

        Assert.Equal(2, sums["line_server.connections.dropped not_watched"]);
        Assert.Equal(1, sums["line_server.connections.dropped gone"]);
        Assert.Equal((LogLevel.Warning, 514), log.Entries.Where(entry => entry.Id is 506 or 514).Select(entry => (entry.Level, entry.Id)).Single());
        Assert.Equal(LogLevel.Debug, log.Entries.Single(entry => entry.Id == 513).Level);
    }

    [Fact]
    public void The_log_tells_the_operator_and_whispers_about_clients()
    {
        using ListLogger log = new();
        ScriptHandler handler = new()
        {
            Line = (LineSession _, in Line line) =>
            {
                if (line.StartsWith("throw"u8))
                    throw new InvalidOperationException("on purpose");
            },
        };
        using (TestServer server = new(handler, loggerFactory: log))
        {
            TestClient client = server.Connect();
            client.Send("throw\n");
            client.ShutDown();
            Assert.NotNull(handler.NextEnd());
            server.Server.Post(() => throw new InvalidOperationException("posted"));
            server.OnLoop(() => { });
        }

        Assert.Equal([501, 502, 504, 503, 505, 509], log.Entries.Select(entry => entry.Id));
        Assert.Equal(
            [LogLevel.Information, LogLevel.Debug, LogLevel.Error, LogLevel.Debug, LogLevel.Error, LogLevel.Information],
            log.Entries.Select(entry => entry.Level));
        Assert.Contains("HandlerFailed", log.Entries.Single(entry => entry.Id == 503).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trusted_proxy_without_a_header_is_a_warning_once_and_told_quietly_from_then_on()
    {
        using ListLogger log = new();
        LineServerOptions behind = new() { TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")] };
        using (TestServer server = new(new ScriptHandler(), behind, loggerFactory: log))
        {
            // It only looks whether somebody is there, as a balancer's health check does.
            server.Connect().ShutDown();
            Told(1, LogLevel.Debug);
            server.Connect().Send("HELO x\r\n");
            Told(2, LogLevel.Warning);
            server.Connect().Send("HELO y\r\n");
            Told(3, LogLevel.Debug);
        }

        string message = log.Entries.First(entry => entry.Level == LogLevel.Warning).Message;
        Assert.Contains("127.0.0.1", message, StringComparison.Ordinal);
        Assert.Contains("TrustedProxies", message, StringComparison.Ordinal);
        Assert.Contains("HELO x\\x0D\\x0A", message, StringComparison.Ordinal);

        void Told(int count, LogLevel expected)
        {
            TestServer.Until(() => log.Entries.Count(entry => entry.Id == 508) == count);
            Assert.Equal(expected, log.Entries.Last(entry => entry.Id == 508).Level);
        }
    }

    [Fact]
    public void A_proxy_that_says_nothing_at_all_is_a_warning_when_its_time_is_over()
    {
        using ListLogger log = new();
        FakeTimeProvider clock = new();
        LineServerOptions behind = new() { TimeProvider = clock, TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")] };
        using TestServer server = new(new ScriptHandler(), behind, loggerFactory: log);
        TestClient silent = server.Connect();
        TestServer.Until(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(31));
            server.OnLoop(() => { });
            return log.Entries.Any(entry => entry.Id == 508);
        });
        Assert.Equal(LogLevel.Warning, log.Entries.Single(entry => entry.Id == 508).Level);
        Assert.True(silent.EndsWithReset());
    }

    [Fact]
    public void The_name_of_a_client_on_this_machine_is_shown_without_its_control_characters()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file with such a name");
        string folder = Directory.CreateTempSubdirectory("observing").FullName;
        try
        {
            using ListLogger log = new();
            string? shown = null;
            ScriptHandler handler = new() { Connected = session => shown = session.ToString() };
            using TestServer server = new(handler, unix: true, loggerFactory: log);
            using Socket client = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            client.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder, "x\n\u001b[31mforged")));
            client.Connect(server.EndPoint);
            TestServer.Until(() => log.Entries.Any(entry => entry.Id == 502));
            Assert.EndsWith("x??[31mforged connected", log.Entries.Single(entry => entry.Id == 502).Message, StringComparison.Ordinal);
            TestServer.Until(() => shown is not null);
            Assert.EndsWith("x??[31mforged", shown, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void What_clients_can_cause_is_no_warning()
    {
        using ListLogger log = new();
        ScriptHandler handler = new() { Connected = session => session.Terminator = LineTerminator.Custom("|"u8) };
        using TestServer server = new(handler, loggerFactory: log);
        server.Connect();
        TestServer.Until(() => server.Server.Sessions.Count == 1);
        server.OnLoop(() => server.Server.Broadcast("a|b"u8));
        Assert.Equal(LogLevel.Debug, log.Entries.Single(entry => entry.Id == 512).Level);

        Socket gone = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        gone.Dispose();
        server.Server.Adopt(gone);
        TestServer.Until(() => log.Entries.Any(entry => entry.Id is 506 or 513));
        Assert.Equal((LogLevel.Debug, 513), log.Entries.Where(entry => entry.Id is 506 or 513).Select(entry => (entry.Level, entry.Id)).Single());
    }

    [Fact]
    public void The_meter_names_the_reason_of_each_end()
    {
        using MeterListener listener = Listen(out ConcurrentDictionary<string, long> sums);
        FakeTimeProvider clock = new();
        LineSession? current = null;
        ScriptHandler handler = new()
        {
            Connected = session => current = session,
            Line = (LineSession session, in Line line) =>
            {
                if (line.StartsWith("close"u8))
                    session.Close();
                else if (line.StartsWith("abort"u8))
                    session.Abort();
                else if (line.StartsWith("overflow"u8))
                    session.Write(new byte[3_000_000]);
                else if (line.StartsWith("full"u8))
                    session.Write(new byte[500_000]);
            },
        };
        LineServerOptions options = new() { TimeProvider = clock, IdleTimeout = TimeSpan.FromSeconds(100), Lines = new LineOptions { MaxLineLength = 100 } };
        using TestServer server = new(handler, options, transport: socket => new ScriptedTransport(socket) { Room = 100_000 });
        Expect("closed", "close\n");
        Expect("aborted", "abort\n");
        Expect("overflow", "overflow\n");
        Expect("bad_line", new string('x', 101));
        Expect("line_timeout", "half of a li", TimeSpan.FromSeconds(31));
        Expect("slow_consumer", "full\n", options.SlowConsumerTimeout);
        Expect("idle_timeout", "\n", TimeSpan.FromSeconds(101));
        TestClient last = server.Connect();
        last.Send("\n");
        last.ShutDown();
        Ended("peer_closed");

        void Expect(string reason, string sent, TimeSpan after = default)
        {
            TestClient client = server.Connect();
            client.Send(sent);
            TestServer.Until(() => sums.GetValueOrDefault("line_server.received") >= sent.Length, "the server received nothing");
            server.OnLoop(() => { });
            clock.Advance(after);
            // An orderly end waits for the client's, which is not its reason.
            TestServer.Until(() => current!.IsClosed, $"{reason} ends no session");
            client.Dispose();
            Ended(reason);
            sums["line_server.received"] = 0;
        }

        void Ended(string reason)
        {
            handler.NextEnd();
            server.OnLoop(() => { });
            Assert.Equal(1, sums.GetValueOrDefault($"line_server.connections.ended {reason}"));
        }
    }

    [Fact]
    public void The_meter_counts_who_is_refused_and_whom_no_proxy_names()
    {
        using MeterListener listener = Listen(out ConcurrentDictionary<string, long> sums);
        ScriptHandler handler = new();
        using (TestServer server = new(handler, new LineServerOptions { MaxConnectionsPerAddress = 1 }))
        {
            Assert.Equal("1", server.Connect().Ask("1"));
            Assert.Null(server.Connect().ReadLine());
            server.OnLoop(() => { });
            Assert.Equal(1, sums.GetValueOrDefault("line_server.connections.dropped too_many"));
        }

        FakeTimeProvider clock = new();
        LineServerOptions behind = new() { TimeProvider = clock, TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")], MaxConnectionsPerAddress = 1 };
        using (TestServer server = new(new ScriptHandler(), behind))
        {
            TestClient client = server.Connect();
            client.Send("no header at all\r\n");
            Assert.True(client.EndsWithReset());
            Dropped("bad_proxy_header", 1);

            TestClient silent = server.Connect();
            server.OnLoop(() => { });
            TestServer.Until(() =>
            {
                clock.Advance(TimeSpan.FromSeconds(31));
                server.OnLoop(() => { });
                return silent.Socket.Poll(0, SelectMode.SelectRead);
            });
            Dropped("line_timeout", 1);

            TestClient first = server.Connect(), second = server.Connect();
            first.Send("PROXY TCP4 203.0.113.7 198.51.100.1 4000 25\r\n1\n");
            TestServer.Until(() => server.Server.Sessions.Count == 1);
            second.Send("PROXY TCP4 203.0.113.7 198.51.100.1 4001 25\r\n1\n");
            second.EndsWithReset();
            Dropped("too_many", 2);
            Assert.Equal(0, sums.GetValueOrDefault("line_server.connections.dropped stopped"));
            // Nobody of them was connected, so nobody has ended.
            Assert.Equal(0, sums.GetValueOrDefault("line_server.connections.ended bad_proxy_header"));

            void Dropped(string reason, int expected)
            {
                server.OnLoop(() => { });
                Assert.Equal(expected, sums.GetValueOrDefault($"line_server.connections.dropped {reason}"));
            }
        }
    }

    /// <summary>What the meter says from now on, by instrument and reason.</summary>
    private static MeterListener Listen(out ConcurrentDictionary<string, long> counted)
    {
        ConcurrentDictionary<string, long> sums = [];
        MeterListener listener = new();
        listener.InstrumentPublished = (instrument, meter) =>
        {
            if (instrument.Meter.Name == "Tutorial.Net")
                meter.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            string name = instrument.Name;
            foreach (KeyValuePair<string, object?> tag in tags)
                name += tag.Key == "reason" ? " " + tag.Value : "";
            if (instrument is ObservableUpDownCounter<long>)
                sums[name] = value;
            else
                sums.AddOrUpdate(name, value, (_, sum) => sum + value);
        });
        listener.Start();
        counted = sums;
        return listener;
    }
}
