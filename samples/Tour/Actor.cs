using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

/// <summary>One of the tutorial's programs as a process; what it prints appears behind its name.</summary>
internal sealed class Actor : IDisposable
{
    // Of each wait. A stage waits a few times at the most, so the tour stays below its 30 seconds even when one hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly Process _process;
    private readonly BlockingCollection<string> _lines = [];
    private readonly List<string> _output = [];
    private int _readers = 2;

    /// <param name="sample">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public Actor(string sample, params IEnumerable<string> arguments)
    {
        Name = sample.ToLowerInvariant();
        string assembly = Path.Combine(AppContext.BaseDirectory, sample + ".dll");
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        _process = Process.Start(
            new ProcessStartInfo(dotnet, arguments.Prepend(assembly))
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardOutputEncoding = Encoding.UTF8,
                StandardErrorEncoding = Encoding.UTF8,
            })!;
        _process.OutputDataReceived += (_, e) => Take(e.Data);
        _process.ErrorDataReceived += (_, e) => Take(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What to show it as, where a stage has it twice.</summary>
    public string Name { get; init; }

    /// <summary>How many of its lines to show; the rest is counted.</summary>
    public int ShownLines { get; init; } = int.MaxValue;

    /// <summary>What it printed and the tour has read.</summary>
    public IReadOnlyList<string> Output => _output;

    /// <summary>Whether it printed something that the tour has not read yet.</summary>
    public bool HasMore => _lines.Count > 0;

    /// <summary>Types a line on its keyboard.</summary>
    public void Type(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>Shows what it prints until a line contains <paramref name="text"/>, and returns that line.</summary>
    public string Expect(string text)
    {
        while (Next() is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
                return line;
        }

        throw new TourException($"{Name} ended without saying '{text}'");
    }

    /// <summary>The port behind "listening on ADDRESS:PORT".</summary>
    public string ExpectPort() => Expect("listening on ").Split(':')[^1];

    /// <summary>Shows what it prints until it ends, and checks how.</summary>
    public void ExpectExit(int exitCode = 0)
    {
        _process.StandardInput.Close();
        while (Next() is not null)
        {
        }

        if (_output.Count > ShownLines)
            Console.WriteLine($"{Name,7} | ... and {_output.Count - ShownLines} more lines");
        if (!_process.WaitForExit(Patience))
            throw new TimeoutException($"{Name} does not end");
        if (_process.ExitCode != exitCode)
            throw new TourException($"{Name} ended with exit code {_process.ExitCode}, not {exitCode}");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private string? Next()
    {
        if (!_lines.TryTake(out string? line, Patience))
            return _lines.IsCompleted ? null : throw new TimeoutException($"{Name} says nothing for {Patience.TotalSeconds} s");

        _output.Add(line);
        if (_output.Count <= ShownLines)
            Console.WriteLine($"{Name,7} | {line}");
        return line;
    }

    private void Take(string? line)
    {
        if (line is not null)
            _lines.Add(line);
        else if (Interlocked.Decrement(ref _readers) == 0)
            _lines.CompleteAdding();
    }
}
