namespace Tutorial.Net.Mutants;

/// <summary>The breakages of promises.txt: one build, then the tests that must fail, each of them.</summary>
internal static class Promises
{
    /// <summary>How many there must be.</summary>
    private const int Fewest = 15;

    /// <returns>The exit code.</returns>
    public static int Try(Tree tree, string list)
    {
        Promise[] promises = [.. File.ReadAllText(list).Split("\n\n").Skip(1).Where(entry => entry.Trim().Length > 0).Select(Parse)];
        tree.Copy();
        tree.Break(promises);
        tree.BuildTests();
        int survived = 0;
        string[] all = [.. promises.SelectMany(promise => promise.Tests).Distinct()];
        if (!Runner.Passes(tree.Tests, 0, all))
            throw new InvalidOperationException("With nothing broken some of the tests fail, so this would say nothing.");
        foreach ((int index, Promise promise) in promises.Index())
        {
            string[] passed = [.. promise.Tests.Where(test => Runner.Passes(tree.Tests, index + 1, [test]))];
            survived += passed.Length;
            Console.WriteLine($"{(passed.Length == 0 ? "seen" : "NOT SEEN")} {promise.File}: {string.Join(", ", promise.Tests)}");
        }

        int files = promises.Select(promise => promise.File).Distinct().Count();
        Console.WriteLine($"{promises.Length} promises broken in {files} files, {survived} tests saw nothing");
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
