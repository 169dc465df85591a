using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Serving;

/// <summary>What a server logs and counts. Alone, since the instruments are one set for the process.</summary>
[Collection(Alone.Name)]
public sealed class ObservingTests
{
    [Fact]
    public void The_meter_counts_connections_lines_bytes_and_what_waits()
    {
        ConcurrentDictionary<string, long> sums = [];
        using MeterListener listener = new();
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
}
