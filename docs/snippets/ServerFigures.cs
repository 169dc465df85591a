using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

/// <summary>What the meter has counted since this was made, as Prometheus reads it.</summary>
internal sealed class ServerFigures : IDisposable
{
    private readonly ConcurrentDictionary<string, long> _sums = [];
    private readonly Dictionary<string, long> _now = [];
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
            // What is observed, in Read, is the sum itself, the rest what it grows by.
            if (instrument.IsObservable)
                _now[name] = value;
            else
                _sums.AddOrUpdate(name, value, (_, sum) => sum + value);
        });
        _listener.Start();
    }

    public string Read()
    {
        lock (_now)
        {
            // Of a server that has ended nothing is observed any more.
            _now.Clear();
            _listener.RecordObservableInstruments();
            // A copy: counters grow on the servers' threads meanwhile, and OrderBy alone may find one more than it made room for.
            KeyValuePair<string, long>[] all = [.. _sums.ToArray(), .. _now];
            return string.Concat(all.OrderBy(sum => sum.Key, StringComparer.Ordinal).Select(sum => $"{sum.Key} {sum.Value}\n"));
        }
    }

    public void Dispose() => _listener.Dispose();
}
