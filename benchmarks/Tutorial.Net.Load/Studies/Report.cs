using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Tutorial.Net.Load.Studies;

/// <summary>What a study found: figures, and goals met or missed.</summary>
internal sealed class Report(Study study, bool isQuick)
{
    private readonly StringBuilder _rows = new();
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>The goals that were missed, each in a line.</summary>
    public List<string> Missed { get; } = [];

    /// <summary>A figure for the reader.</summary>
    public void Say(string what, FormattableString value) => Row(what, value, "", "");

    /// <summary>A figure that must be no more than a limit.</summary>
    public void AtMost(string what, double value, double limit, string unit = "") =>
        Goal(what, $"{value:#,0.##} {unit}", $"at most {limit:#,0.##} {unit}", value <= limit);

    /// <summary>A number that must be just this.</summary>
    public void Exactly(string what, long value, long expected) =>
        Goal(what, $"{value:N0}", $"{expected:N0}", value == expected);

    /// <summary>The block that is printed, and committed.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        ## {study.Name}

        {study.Question}

        | figure | value | goal | |
        | --- | ---: | ---: | --- |
        {_rows}
        {Command} took {Stopwatch.GetElapsedTime(_start).TotalSeconds:N0} s on {DateTime.UtcNow:yyyy-MM-dd}.

        """);

    private string Command => $"`load {study.Name}{study.Arguments}{(isQuick ? " --quick" : "")}`";

    private void Goal(string what, FormattableString value, FormattableString goal, bool isMet)
    {
        string asked = goal.ToString(CultureInfo.InvariantCulture).Trim();
        if (!isMet)
            Missed.Add($"{study.Name}: {what}: {value.ToString(CultureInfo.InvariantCulture).Trim()}, and the goal is {asked}");
        Row(what, value, asked, isMet ? "met" : "**missed**");
    }

    private void Row(string what, FormattableString value, string goal, string verdict) =>
        _rows.Append(CultureInfo.InvariantCulture, $"| {what} | {value.ToString(CultureInfo.InvariantCulture).Trim()} | {goal} | {verdict} |\n");
}
