using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
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
        Assert.Equal(3, sums["line_server.connections"]);
        Assert.Equal(2, sums["line_server.lines"]);
        Assert.Equal(8, sums["line_server.received"]);
        Assert.Equal(8, sums["line_server.sent"]);

        Assert.Equal("wait", one.Ask("wait"));
        one.ReadExactly(50_000);
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
        Assert.Equal(1, sums["line_server.connections"]);
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
            Assert.Equal(1, sums.GetValueOrDefault("line_server.connections.dropped"));
        }

        LineServerOptions behind = new() { TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")] };
        using (TestServer server = new(new ScriptHandler(), behind))
        {
            TestClient client = server.Connect();
            client.Send("no header at all\r\n");
            Assert.True(client.EndsWithReset());
            // Nobody was connected, so nobody has ended.
            server.OnLoop(() => { });
            Assert.Equal(0, sums.GetValueOrDefault("line_server.connections.ended bad_proxy_header"));
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
