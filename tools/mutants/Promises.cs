using System.Diagnostics;

namespace Tutorial.Net.Mutants;

/// <summary>The breakages of promises.txt: one build, then each test that must fail, with nothing broken and with its breakage.</summary>
internal static class Promises
{
    private static readonly TimeSpan MostWithNothingBroken = TimeSpan.FromMinutes(10);

    /// <summary>For a breakage; or thrice what the test takes with nothing broken, if that is more.</summary>
    private static readonly TimeSpan MostBroken = TimeSpan.FromMinutes(2);

    /// <summary>How many there must be.</summary>
    private const int Fewest = 50;

    /// <param name="tree">The copy.</param>
    /// <param name="list">What is broken.</param>
    /// <param name="only">The numbers of those to be tried; empty for all.</param>
    /// <returns>The exit code.</returns>
    public static int Try(Tree tree, string list, int[] only)
    {
        Promise[] promises = [.. File.ReadAllText(list).Split("\n\n").Skip(1).Where(entry => entry.Trim().Length > 0).Select(Parse)];
        tree.Copy();
        tree.Break(promises);
        (int Index, Promise Item)[] tried = [.. promises.Index().Where(row => only.Length == 0 || only.Contains(row.Index + 1))];
        int wrong = 0;
        foreach (string suite in tried.Select(row => row.Item.Suite).Distinct())
            tree.BuildTests(suite);

        foreach ((int index, Promise promise) in tried)
        {
            Stopwatch clock = Stopwatch.StartNew();
            string[] failures = [.. promise.Tests.Select(test => Failure(tree.Suite(promise.Suite), index + 1, test)).OfType<string>()];
            wrong += failures.Length;
            string verdict = failures.Length == 0 ? "seen" : $"NOT SEEN: {string.Join(", ", failures)}";
            Console.WriteLine($"{verdict} | {index + 1} {promise.File}: {string.Join(", ", promise.Tests)} | {clock.Elapsed.TotalSeconds:0} s");
        }

        int files = tried.Select(row => row.Item.File).Distinct().Count();
        Console.WriteLine($"{tried.Length} promises broken in {files} files, {wrong} tests saw nothing");
        return wrong == 0 && promises.Length >= Fewest ? 0 : 1;
    }

    /// <returns>What is wrong; null if the test passes with nothing broken, and fails with the breakage.</returns>
    private static string? Failure(string suite, int breakage, string test)
    {
        Stopwatch clock = Stopwatch.StartNew();
        if (!Runner.Passes(suite, 0, test, MostWithNothingBroken))
            return $"{test} fails with nothing broken, and so says nothing";
        TimeSpan limit = clock.Elapsed * 3;
        return Runner.Passes(suite, breakage, test, limit > MostBroken ? limit : MostBroken) ? $"{test} passes" : null;
    }

    private static Promise Parse(string entry)
    {
        string file = Between("file: ", "\nwas: "), was = Between("\nwas: ", "\nbecomes: "), becomes = Between("\nbecomes: ", "\ntest: ");
        string tests = entry[entry.IndexOf("\ntest: ", StringComparison.Ordinal)..];
        return new Promise(file, was, becomes, [.. tests.Split("\ntest: ")[1..].Select(test => test.Trim())]);

        string Between(string from, string to)
        {
            int start = entry.IndexOf(from, StringComparison.Ordinal) + from.Length;
            return entry[start..entry.IndexOf(to, StringComparison.Ordinal)];
        }
    }
}
