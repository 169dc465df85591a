using System.Diagnostics;

namespace Tutorial.Net.Tests.Infrastructure;

/// <summary>Tests of this project in a process of its own, in which a shared object made of one C file stands before the C
/// library.</summary>
internal static class PreloadedSuite
{
    // What blocks where it must not never ends.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>Runs them, and fails where one of them does.</summary>
    /// <param name="source">The C file, from the root of the repository.</param>
    /// <param name="tests">Which tests: arguments of the runner.</param>
    /// <param name="environment">What that process finds in its environment besides.</param>
    /// <returns>What it printed.</returns>
    public static string Run(string source, IEnumerable<string> tests, params IEnumerable<(string Name, string Value)> environment)
    {
        Requires.Linux();
        string folder = Directory.CreateTempSubdirectory("preload").FullName;
        string shim = Path.Combine(folder, "shim.so");
        try
        {
            string[] compile = ["-shared", "-fPIC", "-Wall", "-Werror", "-o", shim, Path.Combine(Requires.RepositoryRoot, source)];
            Run(new ProcessStartInfo(Requires.Program("cc"), compile));

            string program = Path.ChangeExtension(typeof(PreloadedSuite).Assembly.Location, null);
            var suite = new ProcessStartInfo(program, [.. tests, "-parallel", "none"]);
            suite.Environment["LD_PRELOAD"] = shim;
            foreach ((string name, string value) in environment)
                suite.Environment[name] = value;
            string output = Run(suite);
            Assert.Contains("Failed: 0", output, StringComparison.Ordinal);
            return output;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Run(ProcessStartInfo start)
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
