using System.Diagnostics;

namespace Tutorial.Net.Tests.Infrastructure;

/// <summary>Tests of this project in a process of its own, whose environment is another.</summary>
internal static class OwnProcessSuite
{
    // What blocks where it must not never ends.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>Runs them, and fails where one of them does.</summary>
    /// <param name="tests">Which tests: arguments of the runner.</param>
    /// <param name="environment">What that process finds in its environment besides.</param>
    /// <returns>What it printed.</returns>
    public static string Run(IEnumerable<string> tests, params IEnumerable<(string Name, string Value)> environment)
    {
        string program = Path.ChangeExtension(typeof(OwnProcessSuite).Assembly.Location, null);
        var suite = new ProcessStartInfo(program, tests);
        foreach ((string name, string value) in environment)
            suite.Environment[name] = value;
        string output = RunToEnd(suite);
        Assert.Contains("Failed: 0", output, StringComparison.Ordinal);
        return output;
    }

    /// <summary>Runs a program, and fails where it does.</summary>
    /// <returns>What it printed.</returns>
    public static string RunToEnd(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{start.FileName} ended with {process.ExitCode}:\n{output.Result}\n{error.Result}");
        return output.Result;
    }
}
