namespace Tutorial.Net.Samples.Tour;

/// <summary>One of the tutorial's programs as a process; the view sees what it prints and what is typed for it.</summary>
internal sealed class Actor(string name, ChildProcess process, IView view, int role) : IDisposable
{
    private readonly List<string> _output = [];
    private readonly LineAssembler _lines = new();

    /// <summary>How many of its lines to show; the rest is counted.</summary>
    public int ShownLines { get; set; } = int.MaxValue;

    /// <summary>The whole lines that it printed and the tour has read.</summary>
    public IReadOnlyList<string> Output => _output;

    /// <summary>Whether it printed something that the tour has not read yet.</summary>
    public bool HasMore => process.HasMore;

    /// <summary>Types a line on its keyboard, after whatever prompt there is.</summary>
    public void Type(string line)
    {
        view.Type(role, _lines.TakeTail(), line);
        process.Input.WriteLine(line);
        process.Input.Flush();
    }

    /// <summary>Waits for a prompt, which is text without the end of a line.</summary>
    public void ExpectPrompt(string prompt)
    {
        while (_lines.Tail != prompt)
        {
            if (_lines.TryTake(out string? line))
                throw new TourException($"{name} printed '{line}', not '{prompt}'");
            if (!Read())
                throw Ended(prompt);
        }
    }

    /// <summary>Shows what it prints until a line contains <paramref name="text"/>, and returns that line.</summary>
    public string Expect(string text) => TryExpect(text, out string line) ? line : throw Ended(text);

    /// <summary>The same; false when it ends without such a line.</summary>
    public bool TryExpect(string text, out string line)
    {
        while (Next() is { } next)
        {
            line = next;
            if (line.Contains(text, StringComparison.Ordinal))
                return true;
        }

        line = "";
        return false;
    }

    /// <summary>Shows the next line, which must be this one.</summary>
    public void ExpectLine(string text)
    {
        string line = Next() ?? throw Ended(text);
        if (line != text)
            throw new TourException($"{name} printed '{line}', not '{text}'");
    }

    /// <summary>The port after "listening on ADDRESS:PORT".</summary>
    public string ExpectPort() => PortIn(Expect("listening on "));

    /// <summary>The port at the end of a line.</summary>
    public static string PortIn(string line) => line.Split(':')[^1];

    /// <summary>Shows what it prints until it ends, and checks that it ended well.</summary>
    public void ExpectExit()
    {
        (int exitCode, string error) = End();
        if (exitCode != 0)
            throw new TourException($"{name} ended with exit code {exitCode}: {error}");
    }

    /// <summary>Waits for its end, which is not to be a good one; returns what it says about that.</summary>
    public string ExpectFailure() =>
        End() is (not 0, { } error) ? error : throw new TourException($"{name} ended well, and should not have");

    /// <summary>Shows the next line; null at the end of the output.</summary>
    public string? Next()
    {
        string? line;
        while (!_lines.TryTake(out line))
        {
            if (!Read())
                return null;
        }

        _output.Add(line);
        if (_output.Count <= ShownLines)
            view.Say(role, line);
        return line;
    }

    public void Dispose() => process.Dispose();

    private bool Read()
    {
        string? text = process.Read();
        if (text is null)
            return _lines.Complete();
        _lines.Add(text);
        return true;
    }

    private (int ExitCode, string Error) End()
    {
        process.Input.Close();
        while (Next() is not null)
        {
            // It is shown.
        }

        if (_output.Count > ShownLines)
            view.Note(role, $"... and {_output.Count - ShownLines} more lines");
        return process.WaitForExit();
    }

    private TourException Ended(string text) => new($"{name} ended without saying '{text}': {process.WaitForExit().Error}");
}
