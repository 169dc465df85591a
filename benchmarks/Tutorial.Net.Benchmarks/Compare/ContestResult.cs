namespace Tutorial.Net.Benchmarks.Compare;

/// <summary>What a contest gave.</summary>
/// <param name="Title">What the job is.</param>
/// <param name="Group">The question that it shares with other contests, or null.</param>
/// <param name="Unit">What is counted, in the singular.</param>
/// <param name="Rounds">How many there were.</param>
/// <param name="Rows">The contenders, the baseline first.</param>
internal sealed record ContestResult(string Title, string? Group, string Unit, int Rounds, IReadOnlyList<ContestRow> Rows);

/// <summary>What one contender did.</summary>
/// <param name="Name">The contender.</param>
/// <param name="UnitsPerSecond">Median over the rounds.</param>
/// <param name="Slow">A quarter of the rounds were slower, in units a second.</param>
/// <param name="Fast">A quarter of the rounds were faster.</param>
/// <param name="Ratio">Its median speed against the baseline's median speed: 2 is twice as fast.</param>
/// <param name="RatioLow">Speed against the baseline's of the same round: a quarter of the rounds were below.</param>
/// <param name="RatioHigh">Likewise: a quarter of the rounds were above.</param>
/// <param name="BytesPerUnit">Allocated in the whole process.</param>
internal sealed record ContestRow(
    string Name, double UnitsPerSecond, double Slow, double Fast, double Ratio, double RatioLow, double RatioHigh, double BytesPerUnit);
