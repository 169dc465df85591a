using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Tutorial.Net.Samples;

/// <summary>A sample as a process, its output as it comes. It ends with this program, whatever ends that.</summary>
internal sealed class ChildProcess : IDisposable
{
    // Of each wait. A stage waits a few times at the most, so the tour stays below its 30 seconds even when one hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly Process _process;
    private readonly BlockingCollection<string> _lines = [];
    private readonly Task<string> _error;

    /// <summary>Starts a sample that was built beside the tour.</summary>
    public ChildProcess(string sample, IEnumerable<string> arguments)
    {
        // The apphost beside the assembly would have to find the runtime by itself; the command that runs this one has it.
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet, arguments.Prepend(Path.Combine(AppContext.BaseDirectory, sample + ".dll")))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment.Add(Lifeline.ForChild);
        _process = Process.Start(start)!;
        _ = PumpAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Its standard input.</summary>
    public StreamWriter Input => _process.StandardInput;

    /// <summary>Whether it printed a line that was not read yet.</summary>
    public bool HasMore => _lines.Count > 0;

    /// <summary>The next line of standard output; null at its end.</summary>
    public string? ReadLine() =>
        _lines.TryTake(out string? line, Patience) ? line
        : _lines.IsCompleted ? null
        : throw new TimeoutException($"no line in {Patience.TotalSeconds} s");

    /// <summary>Closes standard input, waits for the end.</summary>
    public (int ExitCode, string Error) WaitForExit()
    {
        Input.Close();
        return _process.WaitForExit(Patience) && _error.Wait(Patience)
            ? (_process.ExitCode, _error.Result)
            : throw new TimeoutException($"still running after {Patience.TotalSeconds} s");
    }

    /// <summary>Kills it, where it still runs.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task PumpAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line)
            _lines.Add(line);
        _lines.CompleteAdding();
    }
}
