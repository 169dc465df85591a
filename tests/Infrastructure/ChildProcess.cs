using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace Tutorial.Net.Tests.Infrastructure;

/// <summary>Another program, its output as it comes. Killed with its tree when disposed.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly BlockingCollection<string> _lines = [];
    private readonly StringBuilder _output = new();
    private readonly Task<string> _error;
    private readonly Task _pump;

    /// <summary>Starts it.</summary>
    /// <param name="program">Its file, or a name to look up as the system does.</param>
    /// <param name="arguments">Its arguments.</param>
    public ChildProcess(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        _process = Process.Start(start)!;
        _pump = Task.Run(PumpAsync);
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>The longest that a single wait for it takes; 30 seconds.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The system's number for it.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Its standard input.</summary>
    public StreamWriter Input => _process.StandardInput;

    /// <summary>Whether it printed a line that was not read yet.</summary>
    public bool HasMore => _lines.Count > 0;

    /// <summary>The next line of standard output; null at its end.</summary>
    public string? ReadLine() =>
        _lines.TryTake(out string? line, Patience) ? line
        : _lines.IsCompleted ? null
        : throw new TimeoutException($"no line in {Patience.TotalSeconds} s; so far:\n{OutputSoFar()}");

    /// <summary>Reads lines until one contains <paramref name="text"/>, and returns that one.</summary>
    public string WaitForLine(string text)
    {
        while (ReadLine() is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
                return line;
        }

        throw new InvalidOperationException($"the output ended without '{text}'; standard error:\n{(_error.Wait(Patience) ? _error.Result : "still open")}");
    }

    /// <summary>Closes standard input, waits for the end.</summary>
    public (int ExitCode, string Output, string Error) WaitForExit()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(Patience))
            throw new TimeoutException($"still running after {Patience.TotalSeconds} s; so far:\n{OutputSoFar()}");
        // A child of its own that it left behind may still hold its output.
        if (!Task.WaitAll([_pump, _error], Patience))
            throw new TimeoutException($"its output is open {Patience.TotalSeconds} s after its end; so far:\n{OutputSoFar()}");
        return (_process.ExitCode, _output.ToString(), _error.Result);
    }

    /// <summary>Kills it, where it still runs.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private string OutputSoFar()
    {
        lock (_output)
            return _output.ToString();
    }

    private async Task PumpAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            lock (_output)
                _output.AppendLine(line);
            _lines.Add(line);
        }

        _lines.CompleteAdding();
    }
}
