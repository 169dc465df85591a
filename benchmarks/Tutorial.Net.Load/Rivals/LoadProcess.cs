using System.Diagnostics;
using System.Globalization;

namespace Tutorial.Net.Load;

/// <summary>The load client, a program in C so that its own work is small beside the servers'.</summary>
internal static class LoadProcess
{
    private static readonly Lazy<string?> Program = new(() => Toolchain.CompileC("line_load.c"));

    public static bool IsThere => Program.Value is not null;

    /// <summary>Puts a server under load. What it computes while it warms up, and while clients connect, is not counted.</summary>
    public static RivalRun Run(ServerProcess server, Launch launch, RivalLoad load, TimeSpan warmUp, TimeSpan time)
    {
        string[] numbers = [.. new[] { server.Port, load.Connections, load.Depth, (int)warmUp.TotalMilliseconds, (int)time.TotalMilliseconds }
            .Select(static number => number.ToString(CultureInfo.InvariantCulture))];
        string[] dialogue = launch.Dialogue is var (question, answer) ? [question, answer] : [];
        using Process client = Process.Start(
            new ProcessStartInfo(Program.Value!, [.. numbers, .. dialogue]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        client.StandardOutput.ReadLine();
        TimeSpan before = server.ProcessorTime;
        client.StandardInput.WriteLine();
        string? result = client.StandardOutput.ReadLine();
        TimeSpan computed = server.ProcessorTime - before;
        client.WaitForExit();
        if (result?.Split(' ') is not [var lines, var lasted, var own])
            throw new IOException($"The load client gave up on {launch.Program} with {load}; standard error says why.");
        double seconds = double.Parse(lasted, CultureInfo.InvariantCulture) / 1e6;
        return new RivalRun(
            double.Parse(lines, CultureInfo.InvariantCulture) / seconds,
            computed.TotalSeconds / seconds,
            double.Parse(own, CultureInfo.InvariantCulture) / 1e6 / seconds);
    }
}
