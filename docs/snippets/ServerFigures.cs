using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

/// <summary>What the meter has counted since this was made, as Prometheus reads it.</summary>
internal sealed class ServerFigures : IDisposable
{
    private readonly ConcurrentDictionary<string, long> _sums = [];
    private readonly MeterListener _listener = new();

    public ServerFigures()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Tutorial.Net")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            string labels = string.Join(",", tags.ToArray().Select(tag => $"{tag.Key}=\"{tag.Value}\""));
            string name = $"{instrument.Name.Replace('.', '_')}{{{labels}}}";
            // What is observed is the sum itself, the rest what it grows by.
            _sums.AddOrUpdate(name, value, (_, sum) => instrument.IsObservable ? value : sum + value);
        });
        _listener.Start();
    }

    public string Read()
    {
        _listener.RecordObservableInstruments();
        // A copy: counters grow on the servers' threads meanwhile, and OrderBy alone may find one more than it made room for.
        return string.Concat(_sums.ToArray().OrderBy(sum => sum.Key, StringComparer.Ordinal).Select(sum => $"{sum.Key} {sum.Value}\n"));
    }

    public void Dispose() => _listener.Dispose();
}
