using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Tutorial.Net.Mutants;

/// <summary>Runs tests of the copy with one breakage switched on.</summary>
/// <param name="tests">The tests' program.</param>
/// <param name="reach">What they reach.</param>
/// <param name="breakages">All of them.</param>
/// <param name="thorough">Whether those that start the suite anew, minutes each, have a try at what survives.</param>
internal sealed partial class Runner(string tests, Reach reach, IReadOnlyList<Breakage> breakages, bool thorough)
{
    /// <summary>Tests that are about cost, that need programs, and the longest of those that reach none of the folders.</summary>
    private static readonly string[] NotNoted =
    [
        "Tutorial.Net.Tests.Complexity.*", "Tutorial.Net.Tests.Peers.*", "Tutorial.Net.Tests.Urls.*", "*BombTests", "*ChunkingTests",
        "*RandomPageTests", "*TokenizerConformanceTests", "*TreeConstructionTests", "*ReliabilityPageTests", "*HaProxyTests",
    ];

    /// <summary>Tests that start the suite anew. What that reaches is not noted, so they are tried last, whatever the breakage.</summary>
    private static readonly string[] Anew =
    [
        "Tutorial.Net.Tests.Lines.NarrowVectorTests", "Tutorial.Net.Tests.Sockets.Portable.PortableSocketsTests",
        "Tutorial.Net.Tests.Faults.FaultTests",
    ];

    /// <summary>What the tests do when each is about one breakage: "killed by NAME", or what else came of it.</summary>
    public string Try(Breakage breakage)
    {
        IEnumerable<int> same = breakage.IsStatic ? breakages.Where(other => other.Class == breakage.Class).Select(other => other.Id) : [breakage.Id];
        string[] all = reach.Tests(same), anew = thorough ? reach.Of(Anew) : [];
        string[] first = reach.Quickest(all, 2_000), rest = [.. all.Except(first)];
        return Killer(breakage.Id, first) ?? Killer(breakage.Id, rest) ?? Killer(breakage.Id, anew)
            ?? (all.Length == 0 ? "survived: no test reaches it" : $"survived {all.Length} tests");
    }

    /// <summary>Runs the suite, one test after another, and notes what each reaches.</summary>
    /// <param name="tests">The tests' program.</param>
    /// <param name="breakages">How many there are.</param>
    /// <param name="notes">The file.</param>
    /// <param name="namespaces">Whose tests, with <c>*</c> for a part; all if there is none.</param>
    /// <param name="thorough">Whether those that start the suite anew are among them.</param>
    /// <returns>The tests that fail with nothing broken.</returns>
    public static HashSet<string> Note(string tests, int breakages, string notes, IEnumerable<string> namespaces, bool thorough)
    {
        string[] arguments =
        [
            "-parallel", "none", .. namespaces.SelectMany(name => (string[])["-namespace", name]),
            .. NotNoted.Concat(thorough ? [] : Anew).SelectMany(pattern => pattern.EndsWith(".*", StringComparison.Ordinal)
                ? (string[])["-namespace-", pattern.Replace(".*", "*")]
                : ["-class-", pattern]),
        ];
        (int exit, string output) = Run(tests, $"-{breakages}", TimeSpan.FromMinutes(30), arguments, notes);
        HashSet<string> failed = [.. Failed().Matches(output).Select(match => match.Groups[1].Value)];
        if (exit != 0)
            Console.WriteLine($"with nothing broken (exit code {exit}): {string.Join(", ", failed)}");
        return failed;
    }

    /// <summary>Whether a test, named by class and method, passes with one breakage, within a time; in each class that has the method, as
    /// classes that derive from a contract do.</summary>
    public static bool Passes(string tests, int mutant, string name, TimeSpan limit)
    {
        (int exit, string output) = Run(
            tests, $"{mutant}", limit, ["-stopOnFail", "-parallel", "none", "-method", $"*.{name[(name.IndexOf('.') + 1)..]}"]);
        if (Counts().Match(output) is { Success: true } counts && counts.Groups[1].Value == counts.Groups[2].Value)
            throw new InvalidOperationException($"There is no test {name}, or it is skipped here.");
        return exit == 0;
    }

    /// <summary>Which of the tests fails; null if none does.</summary>
    private string? Killer(int id, string[] methods)
    {
        if (methods.Length == 0)
            return null;
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

    [GeneratedRegex(@"Total: (\d+),.* Skipped: (\d+),")]
    private static partial Regex Counts();

    [GeneratedRegex(@"^ +(Tutorial\.Net\.Tests\.[\w.]+).*\[FAIL\]", RegexOptions.Multiline)]
    private static partial Regex Failed();
}
