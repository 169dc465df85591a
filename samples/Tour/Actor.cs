/// <summary>One of the tutorial's programs as a process; what it prints appears after its name.</summary>
internal sealed class Actor : IDisposable
{
    private readonly ChildProcess _process;
    private readonly List<string> _output = [];

    /// <param name="sample">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public Actor(string sample, params IEnumerable<string> arguments)
    {
        Name = sample.ToLowerInvariant();
        _process = new ChildProcess(sample, arguments);
    }

    /// <summary>What to show it as, where a stage has it twice.</summary>
    public string Name { get; init; }

    /// <summary>How many of its lines to show; the rest is counted.</summary>
    public int ShownLines { get; init; } = int.MaxValue;

    /// <summary>What it printed and the tour has read.</summary>
    public IReadOnlyList<string> Output => _output;

    /// <summary>Whether it printed something that the tour has not read yet.</summary>
    public bool HasMore => _process.HasMore;

    /// <summary>Types a line on its keyboard.</summary>
    public void Type(string line)
    {
        _process.Input.WriteLine(line);
        _process.Input.Flush();
    }

    /// <summary>Shows what it prints until a line contains <paramref name="text"/>, and returns that line.</summary>
    public string Expect(string text)
    {
        while (Next() is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
                return line;
        }

        throw new TourException($"{Name} ended without saying '{text}': {_process.WaitForExit().Error}");
    }

    /// <summary>The port after "listening on ADDRESS:PORT".</summary>
    public string ExpectPort() => Expect("listening on ").Split(':')[^1];

    /// <summary>Shows what it prints until it ends, and checks that it ended well.</summary>
    public void ExpectExit()
    {
        _process.Input.Close();
        while (Next() is not null)
        {
        }

        if (_output.Count > ShownLines)
            Console.WriteLine($"{Name,7} | ... and {_output.Count - ShownLines} more lines");
        (int exitCode, string error) = _process.WaitForExit();
        if (exitCode != 0)
            throw new TourException($"{Name} ended with exit code {exitCode}: {error}");
    }

    public void Dispose() => _process.Dispose();

    private string? Next()
    {
        if (_process.ReadLine() is not { } line)
            return null;
        _output.Add(line);
        if (_output.Count <= ShownLines)
            Console.WriteLine($"{Name,7} | {line}");
        return line;
    }
}
