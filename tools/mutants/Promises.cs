using System.Diagnostics;

namespace Tutorial.Net.Mutants;

/// <summary>The breakages of promises.txt: one build, then the tests that must fail, each of them.</summary>
internal static class Promises
{
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
        int survived = 0;
        foreach (IGrouping<string, Promise> suite in tried.Select(row => row.Item).GroupBy(promise => promise.Suite))
        {
            tree.BuildTests(suite.Key);
            if (!Runner.Passes(tree.Suite(suite.Key), 0, [.. suite.SelectMany(promise => promise.Tests).Distinct()]))
                throw new InvalidOperationException($"With nothing broken some tests of {suite.Key} fail, so this would say nothing.");
        }

        foreach ((int index, Promise promise) in tried)
        {
            Stopwatch clock = Stopwatch.StartNew();
            string[] passed = [.. promise.Tests.Where(test => Runner.Passes(tree.Suite(promise.Suite), index + 1, [test]))];
            survived += passed.Length;
            string verdict = passed.Length == 0 ? "seen" : $"NOT SEEN by {string.Join(", ", passed)}";
            Console.WriteLine($"{verdict} | {index + 1} {promise.File}: {string.Join(", ", promise.Tests)} | {clock.Elapsed.TotalSeconds:0} s");
        }

        int files = tried.Select(row => row.Item.File).Distinct().Count();
        Console.WriteLine($"{tried.Length} promises broken in {files} files, {survived} tests saw nothing");
        return survived == 0 && promises.Length >= Fewest ? 0 : 1;
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
