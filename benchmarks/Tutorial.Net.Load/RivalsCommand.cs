using System.CommandLine;

namespace Tutorial.Net.Load;

/// <summary>The command line of <see cref="RivalsStudy"/>.</summary>
internal static class RivalsCommand
{
    public static Command Create()
    {
        Argument<double> seconds = new("seconds") { DefaultValueFactory = _ => 3, Description = "How long each load lasts." };
        Argument<int> rounds = new("rounds") { DefaultValueFactory = _ => 3, Description = "How often each is measured; the median counts." };
        Argument<string?> output = new("output") { DefaultValueFactory = _ => null, Description = "The Markdown file to write; standard output if left out." };
        Argument<string[]> loads = new("loads") { DefaultValueFactory = _ => [], Description = "Such as 100x16: connections, and lines in flight on each; all if left out." };
        Option<bool> loops = new("--loops") { Description = "The line server on one thread and on two, instead of its rivals." };
        Option<string[]> only = new("--only")
        {
            DefaultValueFactory = _ => [],
            AllowMultipleArgumentsPerToken = false,
            Description = "Only the rivals of these keys, such as --only c --only lineserver; the first listed below is what the others are compared to: "
                + string.Join(", ", Rival.All.Select(static rival => rival.Key)) + ".",
        };
        only.AcceptOnlyFromAmong([.. Rival.All.Select(static rival => rival.Key)]);
        Command command = new("rivals", "Lines echoed a second, and a core-second, by the line server and by others.")
        {
            seconds, rounds, output, loads, loops, only,
        };
        command.SetAction(result => RivalsStudy.Run(
            Choose(result.GetValue(loops), result.GetValue(only)!),
            TimeSpan.FromSeconds(result.GetValue(seconds)), result.GetValue(rounds), result.GetValue(output), result.GetValue(loads)!,
            result.GetValue(only)!.Length == 0 ? "" : $"rivals {string.Join(' ', result.Tokens.Skip(1).Select(static token => token.Value))}"));
        return command;
    }

    private static IReadOnlyList<Rival> Choose(bool loops, string[] only) =>
        loops ? Rival.Loops : only.Length == 0 ? Rival.All : [.. Rival.All.Where(rival => only.Contains(rival.Key))];
}
