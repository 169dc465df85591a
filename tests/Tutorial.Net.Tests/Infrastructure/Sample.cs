using Tutorial.Net.Samples;

namespace Tutorial.Net.Tests.Infrastructure;

/// <summary>The samples as their users run them: built beside the tests, each a process of its own.</summary>
internal static class Sample
{
    public static ChildProcess Start(string name, params IEnumerable<string> arguments) =>
        ChildProcess.StartSample(name, arguments);

    public static (int ExitCode, string Output, string Error) Run(string name, params IEnumerable<string> arguments)
    {
        using ChildProcess process = Start(name, arguments);
        return process.WaitForExit();
    }
}
