using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>The samples as their users run them: built beside the tests, each a process of its own.</summary>
internal static class Sample
{
    public static ChildProcess Start(string name, params IEnumerable<string> arguments)
    {
        // The apphost beside the assembly would have to find the runtime by itself; the command that runs this one has it.
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return new(dotnet, arguments.Prepend(Path.Combine(AppContext.BaseDirectory, name + ".dll")));
    }

    public static (int ExitCode, string Output, string Error) Run(string name, params IEnumerable<string> arguments)
    {
        using ChildProcess process = Start(name, arguments);
        return process.WaitForExit();
    }
}
