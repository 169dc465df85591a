namespace Tutorial.Net.Mutants;

/// <summary>The code that no test reaches on the system where this runs: other systems', other processors'.</summary>
internal sealed class Elsewhere
{
    private readonly List<(string File, int Start, int End, string Why)> _places = [];

    private Elsewhere()
    {
    }

    /// <param name="list">Entries of "file", "from" and "to" (without the two, the whole file), and "why".</param>
    /// <param name="source">The folder of the files.</param>
    public static Elsewhere Read(string list, string source)
    {
        Elsewhere elsewhere = new();
        foreach (string entry in File.ReadAllText(list).Split("\n\n").Skip(1))
        {
            Dictionary<string, string> fields = entry.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(": ", 2)).ToDictionary(line => line[0], line => line[1]);
            string file = fields["file"], text = File.ReadAllText(Path.Combine(source, file));
            string from = fields.GetValueOrDefault("from", ""), to = fields.GetValueOrDefault("to", from);
            int start = text.IndexOf(from, StringComparison.Ordinal), last = text.IndexOf(to, Math.Max(start, 0), StringComparison.Ordinal);
            if (start < 0 || last < 0 || (from.Length > 0 && text.Split(from).Length != 2))
                throw new InvalidOperationException($"{file} does not have this once: {from} ... {to}");
            elsewhere._places.Add((file, start, from.Length == 0 ? text.Length : last + to.Length, fields["why"]));
        }

        return elsewhere;
    }

    /// <summary>Those that are here; says how many are not, and why.</summary>
    public IReadOnlyList<Breakage> LeaveOut(IReadOnlyList<Breakage> breakages)
    {
        HashSet<Breakage> left = [];
        foreach ((string file, int start, int end, string why) in _places)
        {
            Breakage[] inside = [.. breakages.Where(breakage => breakage.File == file && breakage.At >= start && breakage.At < end)];
            left.UnionWith(inside);
            if (inside.Length > 0)
                Console.WriteLine($"left out: {inside.Length} in {file}, from line {inside.Min(breakage => breakage.Line)}: {why}");
        }

        return [.. breakages.Where(breakage => !left.Contains(breakage))];
    }
}
