using System.CommandLine;
using System.Diagnostics;
using Tutorial.Net.Benchmarks.Results;

namespace Tutorial.Net.Benchmarks.Compare;

/// <summary>The <c>compare</c> command: each part of the library beside its rivals, in one process run.</summary>
internal static class CompareCommand
{
    private static readonly (string Name, Func<IEnumerable<Func<int, ContestResult>>> Contests)[] Parts =
    [
        ("sockets", SocketContests.All),
        ("lines", LineContests.All),
        ("polling", PollingContests.All),
        ("links", LinkContests.All),
    ];

    public static IEnumerable<IStudy> Studies => Parts.Select(part => new CompareStudy(part.Name));

    public static Command Create()
    {
        var part = new Argument<string?>("PART")
        {
            Description = $"One of {string.Join(", ", Parts.Select(p => p.Name))}; all of them unless given.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        part.AcceptOnlyFromAmong([.. Parts.Select(p => p.Name)]);
        var rounds = new Option<int>("--rounds")
        {
            Description = "How many alternating rounds.",
            DefaultValueFactory = _ => 11,
        };
        Option<string> output = CommonOptions.Output();
        var command = new Command("compare", "Each part of the library beside its rivals: medians of alternating rounds.") { part, rounds, output };
        command.SetAction(parsed =>
        {
            string? only = parsed.GetValue(part);
            string folder = parsed.GetValue(output)!;
            foreach ((string name, Func<IEnumerable<Func<int, ContestResult>>> contests) in Parts)
            {
                if (only is null || only == name)
                    Run(name, contests(), parsed.GetValue(rounds), folder, CommonOptions.CommandLine(parsed));
            }

            Console.WriteLine($"All of it, with plots: {Path.GetFullPath(folder)}");
        });
        return command;
    }

    private static void Run(string part, IEnumerable<Func<int, ContestResult>> contests, int rounds, string folder, string commandLine)
    {
        var results = new List<ContestResult>();
        long start = Stopwatch.GetTimestamp();
        // Each table is shown as soon as it is there: that is the progress.
        foreach (Func<int, ContestResult> contest in contests)
        {
            results.Add(contest(rounds));
            CompareTables.Of(results[^1]).WriteToConsole();
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var study = new CompareStudy(part);
        new ResultFile<ContestResult>(Machine.Here(), commandLine, seconds, results).Write(Path.Combine(folder, study.Name + ".json"));
        study.Present(folder);
    }
}
