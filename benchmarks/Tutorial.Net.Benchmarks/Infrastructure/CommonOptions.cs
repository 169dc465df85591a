using System.CommandLine;
using Tutorial.Net.Benchmarks.Results;

namespace Tutorial.Net.Benchmarks;

/// <summary>What several commands have.</summary>
internal static class CommonOptions
{
    public static Option<string> Output() => new("--output")
    {
        Description = "The folder for the results (JSON), the plots (SVG and PNG) and the tables (Markdown).",
        DefaultValueFactory = _ => Path.Combine("artifacts", "benchmarks"),
    };

    public static Argument<string?> Part(IEnumerable<string> names)
    {
        string[] all = [.. names];
        var part = new Argument<string?>("PART")
        {
            Description = $"One of {string.Join(", ", all)}; all of them unless given.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        part.AcceptOnlyFromAmong(all);
        return part;
    }

    /// <summary>What was typed, as a line of the documentation would have it: where the results went is no part of it.</summary>
    public static string CommandLine(ParseResult parsed)
    {
        string[] typed = [.. parsed.Tokens.Select(token => token.Value)];
        int output = Array.IndexOf(typed, "--output");
        IEnumerable<string> rest = output < 0 ? typed : [.. typed[..output], .. typed.Skip(output + 2)];
        return string.Join(' ', ["dotnet run -c Release --project benchmarks/Tutorial.Net.Benchmarks --", .. rest]);
    }

    /// <summary>A machine that is busy with something else measures that, too.</summary>
    public static void WarnOfLoad()
    {
        if (Machine.Here() is { Load: { } load, Cores: var cores } && load > cores)
            Console.Error.WriteLine($"Warning: the load is {load:0.0} on {cores} cores. Close what else runs, and measure again before you believe a figure.");
    }
}
