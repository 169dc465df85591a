using System.CommandLine;

namespace Tutorial.Net.Benchmarks.Compare;

/// <summary>The <c>compare</c> command: each part of the library beside its rivals, in one process run.</summary>
internal static class CompareCommand
{
    private static readonly (string Name, Func<IEnumerable<Func<int, ContestResult>>> Contests)[] Parts =
    [
        ("sockets", SocketContests.All),
        ("lines", LineContests.All),
        ("polling", PollingContests.All),
    ];

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
        var command = new Command("compare", "Each part of the library beside its rivals: medians of alternating rounds.") { part, rounds };
        command.SetAction(parsed =>
        {
            string? only = parsed.GetValue(part);
            foreach ((string name, Func<IEnumerable<Func<int, ContestResult>>> contests) in Parts)
            {
                if (only is not null && only != name)
                    continue;
                foreach (Func<int, ContestResult> contest in contests())
                    ContestTable.Write(contest(parsed.GetValue(rounds)));
            }
        });
        return command;
    }
}
