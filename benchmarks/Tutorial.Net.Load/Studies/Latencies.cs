namespace Tutorial.Net.Load.Studies;

/// <summary>How long things took, in milliseconds.</summary>
internal sealed class Latencies
{
    private readonly List<double> _values = [];
    private bool _isSorted;

    public int Count => _values.Count;

    public double Max => Percentile(100);

    public void Add(TimeSpan value)
    {
        _values.Add(value.TotalMilliseconds);
        _isSorted = false;
    }

    /// <summary>The smallest value that so many per cent do not exceed; infinite when there is none.</summary>
    public double Percentile(double percent)
    {
        if (!_isSorted)
            _values.Sort();
        _isSorted = true;
        return _values.Count == 0 ? double.PositiveInfinity : _values[Math.Max(0, (int)Math.Ceiling(_values.Count * percent / 100) - 1)];
    }
}
