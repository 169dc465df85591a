using System.Text.Json;

namespace Tutorial.Net.Load;

/// <summary>Lines under way at once on so many connections.</summary>
internal sealed record RivalLoad(int Connections, int Depth)
{
    public static IReadOnlyList<RivalLoad> All { get; } = [new(1, 1), new(100, 1), new(1_000, 1), new(1, 16), new(100, 16), new(1_000, 16)];

    public override string ToString() => $"{Connections}x{Depth}";
}

/// <summary>One server under one load, once. Shares are of one processor.</summary>
internal sealed record RivalRun(double LinesPerSecond, double ServerShare, double ClientShare)
{
    public double LinesPerCoreSecond => LinesPerSecond / ServerShare;
}

/// <summary>All runs of one server under one load; none when the server cannot be had, for want of what it needs.</summary>
internal sealed record RivalRow(string Server, string Needs, IReadOnlyList<RivalRun> Runs)
{
    public double Median(Func<RivalRun, double> figure) => Middle([.. Runs.Select(figure).Order()]);

    public static double Middle(double[] sorted) =>
        sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}

/// <summary>The study's figures, one table a load, as its JSON file has them.</summary>
internal sealed record RivalResults(string Command, string Machine, SortedDictionary<string, RivalTable> Tables)
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    /// <summary>What was measured before, of other loads; empty without a file.</summary>
    public static SortedDictionary<string, RivalTable> Load(string path) =>
        File.Exists(path) && JsonSerializer.Deserialize<RivalResults>(File.ReadAllText(path), Format) is { } results ? results.Tables : [];

    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Format) + "\n");
}

/// <summary>One load: when it was measured, and the servers, first that to which the others are compared.</summary>
internal sealed record RivalTable(RivalLoad Load, string Date, double Seconds, IReadOnlyList<RivalRow> Rows)
{
    /// <summary>The command, when it chose some of the servers; empty for all of them.</summary>
    public string Choice { get; init; } = "";

    /// <summary>Under which it is kept: a choice does not take the place of all.</summary>
    public string Key => Choice.Length == 0 ? Load.ToString() : $"{Load}, {string.Join(", ", Rows.Select(static row => row.Server))}";
}
