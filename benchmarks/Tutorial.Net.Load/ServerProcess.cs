using System.Diagnostics;
using System.Globalization;

namespace Tutorial.Net.Load;

/// <summary>A server as a process of its own, which prints its port; with its processor time.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    public ServerProcess(string program, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardInput = true };
        _process = Process.Start(start) ?? throw new IOException($"{program} does not start.");
        string? line = _process.StandardOutput.ReadLine();
        Port = int.TryParse(line, CultureInfo.InvariantCulture, out int port)
            ? port
            : throw new IOException($"{program} did not print its port, but: {line}");
    }

    public int Port { get; }

    /// <summary>User and system time of all threads, as of now.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
