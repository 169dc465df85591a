namespace Tutorial.Net.Mutants;

/// <summary>Breakages that a file lists by their places, with the reason: elsewhere.txt, unseen.txt.</summary>
internal sealed class Listed
{
    private readonly List<(string File, int Start, int End, string? Becomes, string Why)> _places = [];

    private Listed()
    {
    }

    /// <param name="list">Entries of "file", "from" and "to" (without the two, the whole file), "becomes" (without it, all of the
    /// place), and "why".</param>
    /// <param name="source">The folder of the files.</param>
    public static Listed Read(string list, string source)
    {
        Listed listed = new();
        foreach (string entry in File.ReadAllText(list).Split("\n\n").Skip(1))
        {
            Dictionary<string, string> fields = entry.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(": ", 2)).ToDictionary(line => line[0], line => line[1]);
            string file = fields["file"], text = File.ReadAllText(Path.Combine(source, file));
            string from = fields.GetValueOrDefault("from", ""), to = fields.GetValueOrDefault("to", from);
            int start = text.IndexOf(from, StringComparison.Ordinal), last = text.IndexOf(to, Math.Max(start, 0), StringComparison.Ordinal);
            if (start < 0 || last < 0 || (from.Length > 0 && text.Split(from).Length != 2))
                throw new InvalidOperationException($"{file} does not have this once: {from} ... {to}");
            int end = from.Length == 0 ? text.Length : last + to.Length;
            listed._places.Add((file, start, end, fields.GetValueOrDefault("becomes"), fields["why"]));
        }

        return listed;
    }

    /// <summary>Those of the breakages that are on it, and why. An entry for a file of theirs must have some.</summary>
    public IReadOnlyDictionary<Breakage, string> In(IReadOnlyList<Breakage> breakages)
    {
        HashSet<string> files = [.. breakages.Select(breakage => breakage.File)];
        Dictionary<Breakage, string> found = [];
        List<string> idle = [];
        foreach ((string file, int start, int end, string? becomes, string why) in _places.Where(place => files.Contains(place.File)))
        {
            Breakage[] inside =
            [
                .. breakages.Where(breakage => breakage.File == file && breakage.At >= start && breakage.At < end)
                    .Where(breakage => becomes is null || becomes == breakage.Becoming),
            ];
            if (inside.Length == 0)
                idle.Add($"{file} ({why})");
            foreach (Breakage breakage in inside)
                found[breakage] = why;
        }

        return idle.Count == 0 ? found : throw new InvalidOperationException($"No breakage is what is listed: {string.Join(", ", idle)}");
    }
}
