using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Tutorial.Net.Load;

/// <summary>A server as a process of its own, which prints its port; with its processor time.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    public ServerProcess(string program, params string[] arguments)
        : this(new Launch(program, arguments))
    {
    }

    public ServerProcess(Launch launch)
    {
        ProcessStartInfo start = new(launch.Program, launch.Arguments) { RedirectStandardOutput = true, RedirectStandardInput = true };
        _process = Process.Start(start) ?? throw new IOException($"{launch.Program} does not start.");
        if (launch.Port is { } told)
        {
            Port = told;
            WaitUntilListening();
            return;
        }

        string? line = _process.StandardOutput.ReadLine();
        Port = int.TryParse(line, CultureInfo.InvariantCulture, out int port)
            ? port
            : throw new IOException($"{launch.Program} did not print its port, but: {line}");
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

    private void WaitUntilListening()
    {
        // What it says has to go somewhere, or it would stop once the pipe is full.
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        for (long start = Stopwatch.GetTimestamp(); ; Thread.Sleep(20))
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(new IPEndPoint(IPAddress.Loopback, Port));
                return;
            }
            catch (SocketException) when (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10))
            {
                // Not yet.
            }
        }
    }
}
