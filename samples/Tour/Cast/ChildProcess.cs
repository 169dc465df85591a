using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace Tutorial.Net.Samples.Tour;

/// <summary>A program of the tour as a process, its output as it comes. It ends with this program, whatever ends that.</summary>
internal sealed class ChildProcess : IDisposable
{
    // Of each wait.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly CancellationToken _stop;
    private readonly BlockingCollection<string> _output = [];
    private readonly Task<string> _error;

    /// <param name="program">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="stop">Ends each wait for it.</param>
    public ChildProcess(string program, IEnumerable<string> arguments, CancellationToken stop)
    {
        var start = new ProcessStartInfo(ProgramFiles.Dotnet, arguments.Prepend(ProgramFiles.PathOf(program)))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment.Add(Lifeline.ForChild);
        _stop = stop;
        _process = Process.Start(start)!;
        _ = PumpAsync();
        _error = _process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    /// <summary>Its standard input.</summary>
    public StreamWriter Input => _process.StandardInput;

    /// <summary>Whether it printed something that was not read yet.</summary>
    public bool HasMore => _output.Count > 0;

    /// <summary>The next piece of standard output; null at its end.</summary>
    public string? Read() =>
        _output.TryTake(out string? text, (int)Patience.TotalMilliseconds, _stop) ? text
        : _output.IsCompleted ? null
        : throw new TimeoutException($"no output in {Patience.TotalSeconds} s");

    /// <summary>Closes standard input, waits for the end.</summary>
    public (int ExitCode, string Error) WaitForExit()
    {
        Input.Close();
        return _error.Wait((int)Patience.TotalMilliseconds, _stop) && _process.WaitForExit(Patience)
            ? (_process.ExitCode, _error.Result.Trim())
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
        char[] buffer = new char[4096];
        int length;
        while ((length = await _process.StandardOutput.ReadAsync(buffer, CancellationToken.None).ConfigureAwait(false)) > 0)
            _output.Add(new string(buffer, 0, length));
        _output.CompleteAdding();
    }
}
