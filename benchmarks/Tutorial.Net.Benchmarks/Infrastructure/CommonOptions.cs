using System.CommandLine;

namespace Tutorial.Net.Benchmarks;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    public static Option<string> Output() => new("--output")
    {
        Description = "The folder for the results (JSON), the plots (SVG and PNG) and the tables (Markdown).",
        DefaultValueFactory = _ => Path.Combine("artifacts", "benchmarks"),
    };

    public static Option<int?> Rounds(string what) => new("--rounds") { Description = what };

    /// <summary>What was typed, as a line of the documentation would have it: where the results went is no part of it.</summary>
    public static string CommandLine(ParseResult parsed)
    {
        string[] typed = [.. parsed.Tokens.Select(token => token.Value)];
        int output = Array.IndexOf(typed, "--output");
        IEnumerable<string> rest = output < 0 ? typed : [.. typed[..output], .. typed.Skip(output + 2)];
        return string.Join(' ', ["dotnet run -c Release --project benchmarks/Tutorial.Net.Benchmarks --", .. rest]);
    }
}
