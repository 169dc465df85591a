using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Tutorial.Net.Mutants;

/// <summary>Runs tests of the copy with one breakage switched on.</summary>
internal sealed partial class Runner(string tests, Reach reach)
{
    /// <summary>Tests that start the suite anew, that are about cost, and the longest of those that reach none of the folders.</summary>
    private static readonly string[] NotNoted =
    [
        "Tutorial.Net.Tests.Faults.*", "Tutorial.Net.Tests.Sockets.Portable.*", "Tutorial.Net.Tests.Complexity.*", "Tutorial.Net.Tests.Peers.*",
        "Tutorial.Net.Tests.Urls.*", "*AllocationTests", "*BombTests", "*ChunkingTests", "*RandomPageTests", "*TokenizerConformanceTests",
        "*TreeConstructionTests", "*ReliabilityPageTests", "*HaProxyTests",
    ];

    /// <summary>What the tests do when each is about one breakage: "killed by NAME", or what else came of it.</summary>
    public string Try(Breakage breakage)
    {
        string[] all = reach.Tests(breakage.Id);
        if (all.Length == 0)
            return "survived: no test reaches it";
        string[] first = reach.Quickest(all, 2_000), rest = [.. all.Except(first)];
        return Killer(breakage.Id, first) ?? (rest.Length > 0 ? Killer(breakage.Id, rest) : null) ?? $"survived {all.Length} tests";
    }

    /// <summary>Runs the whole suite but for what starts itself anew, one test after another, and notes what each reaches.</summary>
    /// <returns>The tests that fail with nothing broken.</returns>
    public static HashSet<string> Note(string tests, int breakages, string notes)
    {
        string[] arguments =
        [
            "-parallel", "none",
            .. NotNoted.SelectMany(pattern => pattern.EndsWith(".*", StringComparison.Ordinal)
                ? (string[])["-namespace-", pattern.Replace(".*", "*")]
                : ["-class-", pattern]),
        ];
        (int exit, string output) = Run(tests, $"-{breakages}", TimeSpan.FromMinutes(30), arguments, notes);
        HashSet<string> failed = [.. Failed().Matches(output).Select(match => match.Groups[1].Value)];
        if (exit != 0)
            Console.WriteLine($"with nothing broken (exit code {exit}): {string.Join(", ", failed)}");
        return failed;
    }

    /// <summary>Whether tests, named by class and method, pass with one breakage; in each class that has the method, as classes that
    /// derive from a contract do.</summary>
    public static bool Passes(string tests, int mutant, string[] names)
    {
        (int exit, string output) = Run(
            tests, $"{mutant}", TimeSpan.FromMinutes(5),
            ["-parallel", "none", .. names.SelectMany(name => (string[])["-method", $"*.{name[(name.IndexOf('.') + 1)..]}"])]);
        if (output.Contains("Total: 0,", StringComparison.Ordinal))
            throw new InvalidOperationException($"There is no test {string.Join(", ", names)}.");
        return exit == 0;
    }

    /// <summary>Which of the tests fails; null if none does.</summary>
    private string? Killer(int id, string[] methods)
    {
        TimeSpan limit = TimeSpan.FromMilliseconds((reach.Milliseconds(methods) * 4) + 30_000);
        (int exit, string output) = Run(
            tests, $"{id}", limit, ["-stopOnFail", "-parallel", "none", .. methods.SelectMany(method => (string[])["-method", method])]);
        if (exit == 0)
            return null;
        if (exit < 0)
            return "killed by the time limit";
        return Failed().Match(output) is { Success: true } failed
            ? $"killed by {failed.Groups[1].Value["Tutorial.Net.Tests.".Length..]}"
            : $"killed: the tests' process ended with {exit}";
    }

    /// <returns>The exit code, -1 where the time was over.</returns>
    private static (int Exit, string Output) Run(string tests, string mutant, TimeSpan limit, string[] arguments, string notes = "")
    {
        ProcessStartInfo start = new("dotnet", [tests, .. arguments, "-noColor", "-noLogo"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MUTANT"] = mutant;
        start.Environment["MUTANTS_REACHED"] = notes;
        start.Environment.Remove("CI");
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        bool ended = process.WaitForExit(limit);
        if (!ended)
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
        return (ended ? process.ExitCode : -1, output.Result);
    }

    [GeneratedRegex(@"^ +(Tutorial\.Net\.Tests\.[\w.]+).*\[FAIL\]", RegexOptions.Multiline)]
    private static partial Regex Failed();
}
