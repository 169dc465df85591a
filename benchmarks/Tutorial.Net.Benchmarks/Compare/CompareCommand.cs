using System.CommandLine;
using System.Diagnostics;
using Tutorial.Net.Benchmarks.Results;

namespace Tutorial.Net.Benchmarks.Compare;

/// <summary>The <c>compare</c> command: each part of the library beside its rivals, in one process run.</summary>
internal static class CompareCommand
{
    public static IReadOnlyList<CompareStudy> Studies { get; } =
    [
        new("sockets", SocketContests.All),
        new("lines", LineContests.All),
        new("polling", PollingContests.All),
        new("links", LinkContests.All),
        new("urls", UrlContests.All),
    ];

    public static Command Create()
    {
        Argument<string?> part = CommonOptions.Part(Studies.Select(study => study.Part));
        var rounds = new Option<int>("--rounds") { Description = "How many alternating rounds.", DefaultValueFactory = _ => 11 };
        Option<string> output = CommonOptions.Output();
        var command = new Command("compare", "Each part of the library beside its rivals: medians of alternating rounds.") { part, rounds, output };
        command.SetAction(parsed =>
        {
            CommonOptions.WarnOfLoad();
            string folder = parsed.GetValue(output)!;
            foreach (CompareStudy study in Studies.Where(study => parsed.GetValue(part) is not { } only || only == study.Part))
                Run(study, parsed.GetValue(rounds), folder, CommonOptions.CommandLine(parsed));

            Console.WriteLine($"All of it, with plots: {Path.GetFullPath(folder)}");
        });
        return command;
    }

    private static void Run(CompareStudy study, int rounds, string folder, string commandLine)
    {
        var machine = Machine.Here();
        var results = new List<ContestResult>();
        long start = Stopwatch.GetTimestamp();
        // Each table is shown as soon as it is there: that is the progress.
        foreach (Func<int, ContestResult> contest in study.Contests)
        {
            results.Add(contest(rounds));
            CompareTables.Of(results[^1]).WriteToConsole();
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        new ResultFile<ContestResult>(machine, commandLine, seconds, results).Write(Path.Combine(folder, study.Name + ".json"));
        study.Present(folder);
    }
}
