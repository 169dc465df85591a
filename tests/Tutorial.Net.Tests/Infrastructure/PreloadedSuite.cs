using System.Diagnostics;

namespace Tutorial.Net.Tests.Infrastructure;

/// <summary>Tests of this project in a process of its own, in which a shared object made of one C file stands before the C
/// library.</summary>
internal static class PreloadedSuite
{
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
            OwnProcessSuite.RunToEnd(new ProcessStartInfo(Requires.Program("cc"), compile));
            return OwnProcessSuite.Run(tests, [.. environment, ("LD_PRELOAD", shim)]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
