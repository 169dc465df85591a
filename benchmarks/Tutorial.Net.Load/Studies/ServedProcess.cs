using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Tutorial.Net.Load.Studies;

/// <summary>The server under study, and what it and the system say of it.</summary>
internal sealed class ServedProcess : IDisposable
{
    private readonly Process _process;

    /// <param name="options">Its command line's, such as <c>--line-timeout 2</c>.</param>
    public ServedProcess(params IEnumerable<string> options)
        : this(null, options)
    {
    }

    private ServedProcess(int? descriptors, IEnumerable<string> options)
    {
        string[] command = [Environment.ProcessPath!, "serve", "study", .. options];
        if (descriptors is { } limit)
            command = ["/bin/sh", "-c", string.Create(CultureInfo.InvariantCulture, $"ulimit -n {limit} && exec \"$0\" \"$@\""), .. command];
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        _process = Process.Start(start)!;
        EndPoint = new IPEndPoint(IPAddress.Loopback, int.Parse(ReadLine(), CultureInfo.InvariantCulture));
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>User and system time of all threads, as of now.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Open descriptors.</summary>
    public int Descriptors => Directory.GetFileSystemEntries($"/proc/{_process.Id}/fd").Length;

    public int Threads => (int)Status("Threads");

    /// <summary>Bytes in memory.</summary>
    public long Resident => Status("VmRSS") * 1024;

    /// <summary>The most bytes that were in memory since <see cref="ForgetPeak"/>.</summary>
    public long PeakResident => Status("VmHWM") * 1024;

    /// <summary>Bytes of live objects, after a full collection.</summary>
    public long Heap => long.Parse(Ask("heap"), CultureInfo.InvariantCulture);

    /// <summary>A server that may have only so many descriptors.</summary>
    public static ServedProcess WithDescriptors(int limit) => new(limit, []);

    /// <summary>What it has counted: <c>open</c>, <c>accept_failed</c>, and ends by their reasons.</summary>
    public Dictionary<string, long> Counts() => Ask("counts").Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(count => count.Split('=')).ToDictionary(count => count[0], count => long.Parse(count[1], CultureInfo.InvariantCulture));

    public long Count(string name) => Counts().GetValueOrDefault(name);

    /// <summary>Those who went while they were paused: when, by their end points.</summary>
    public Dictionary<string, long> Gone() => Ask("gone").Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(gone => gone.Split('@')).ToDictionary(gone => gone[0], gone => long.Parse(gone[1], CultureInfo.InvariantCulture));

    public void ForgetPeak() => File.WriteAllText($"/proc/{_process.Id}/clear_refs", "5");

    /// <summary>Waits until it has so many connections.</summary>
    public void AwaitOpen(int connections)
    {
        long start = Stopwatch.GetTimestamp();
        while (Count("open") != connections)
        {
            if (Stopwatch.GetElapsedTime(start) > ClientLoop.Patience)
                throw new TimeoutException($"The server has {Count("open")} connections, and not {connections}.");
            Thread.Sleep(10);
        }
    }

    /// <summary>Tells it to end, as a service manager does.</summary>
    public void Terminate()
    {
        using Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <returns>Its exit code; null if it has not ended in time.</returns>
    public int? WaitForExit(TimeSpan time) => _process.WaitForExit(time) ? _process.ExitCode : null;

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Ask(string question)
    {
        _process.StandardInput.WriteLine(question);
        _process.StandardInput.Flush();
        return ReadLine();
    }

    private string ReadLine() => _process.StandardOutput.ReadLine() ?? throw new IOException("The server under study has ended.");

    private long Status(string name)
    {
        string line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith($"{name}:", StringComparison.Ordinal));
        return long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
