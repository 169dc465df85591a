using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Tutorial.Net.Load.Studies;

/// <summary>Counts what the server tells of itself: who is there and why others ended, by its meter; failed accepts, by its log.</summary>
internal sealed class StudyCounts : ILoggerFactory, ILogger
{
    private const int AcceptFailed = 506;

    private readonly ConcurrentDictionary<string, long> _counts = new();
    private readonly MeterListener _listener = new();

    public StudyCounts()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Tutorial.Net" && instrument.Name.StartsWith("line_server.connections", StringComparison.Ordinal))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            string name = instrument.Name == "line_server.connections" ? "open" : instrument.Name["line_server.connections.".Length..];
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                if (tag.Key == "reason")
                    name = (string)tag.Value!;
            }

            if (instrument.IsObservable)
                _counts[name] = value;
            else
                Add(name, value);
        });
        _listener.Start();
    }

    public override string ToString()
    {
        _listener.RecordObservableInstruments();
        return string.Join(' ', _counts.Select(count => $"{count.Key}={count.Value}"));
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id == AcceptFailed)
            Add("accept_failed", 1);
        else
            Add($"log_{eventId.Id}", 1);
    }

    public void Dispose() => _listener.Dispose();

    private void Add(string name, long value) => _counts.AddOrUpdate(name, value, (_, count) => count + value);
}
