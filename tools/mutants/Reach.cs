namespace Tutorial.Net.Mutants;

/// <summary>Which tests reach a breakage, and how long each takes.</summary>
internal sealed class Reach
{
    private readonly Dictionary<int, HashSet<string>> _tests = [];
    private readonly Dictionary<string, long> _milliseconds = [];

    /// <param name="notes">What the tests noted.</param>
    /// <param name="failed">Tests that fail with nothing broken, and so say nothing.</param>
    public Reach(IEnumerable<string> notes, IReadOnlySet<string> failed)
    {
        foreach (string note in notes)
        {
            if (note.Split('\t') is not [string test, string time, string ids] || failed.Contains(test))
                continue;
            // The rows of a theory are one method.
            _milliseconds[test] = _milliseconds.GetValueOrDefault(test) + long.Parse(time);
            foreach (string id in ids.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (!_tests.TryGetValue(int.Parse(id), out HashSet<string>? tests))
                    _tests[int.Parse(id)] = tests = [];
                tests.Add(test);
            }
        }
    }

    public int Count => _milliseconds.Count;

    /// <summary>The tests that reach one of them, the quickest first.</summary>
    public string[] Tests(params IEnumerable<int> ids) =>
        [.. ids.SelectMany(id => _tests.GetValueOrDefault(id, [])).Distinct().OrderBy(test => _milliseconds[test])];

    /// <summary>As many of the quickest as take a few seconds, one of each class before a second of any.</summary>
    public string[] Quickest(string[] tests, long milliseconds)
    {
        List<string> taken = [];
        foreach (string test in tests.GroupBy(Class).SelectMany(group => group.Index()).OrderBy(row => row.Index).Select(row => row.Item))
        {
            if ((milliseconds -= _milliseconds[test]) < 0 && taken.Count > 0)
                break;
            taken.Add(test);
        }

        return [.. taken];
    }

    /// <summary>All of some classes, whatever they reach.</summary>
    public string[] Of(string[] classes) => [.. _milliseconds.Keys.Where(test => classes.Contains(Class(test)))];

    public long Milliseconds(string[] tests) => tests.Sum(test => _milliseconds[test]);

    private static string Class(string test) => test[..test.LastIndexOf('.')];
}
