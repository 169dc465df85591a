using System.Diagnostics;
using System.Globalization;

namespace Tutorial.Net.Benchmarks.Buffers;

/// <summary>The sender, in a process of its own, so that this process's processor time is the receiver's.</summary>
internal sealed class SenderProcess : IDisposable
{
    private readonly Process _process;

    public SenderProcess()
    {
        string self = Environment.ProcessPath ?? throw new InvalidOperationException("This process has no path to start a second one from.");
        var start = new ProcessStartInfo(self) { RedirectStandardInput = true };
        // Run by the host ("dotnet program.dll"), or by itself.
        if (Path.GetFileNameWithoutExtension(self) == "dotnet")
            start.ArgumentList.Add(typeof(SenderProcess).Assembly.Location);
        start.ArgumentList.Add(SenderCommand.Name);
        _process = Process.Start(start)!;
        _process.StandardInput.AutoFlush = true;
    }

    /// <summary>Has it connect to the port, and send until the connection is closed.</summary>
    public void Send(int port, int writeSize, bool noDelay) =>
        _process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{port} {writeSize} {noDelay}"));

    public void Dispose()
    {
        // The end of its input ends it.
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
