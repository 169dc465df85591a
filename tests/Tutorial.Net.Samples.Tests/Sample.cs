using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>The samples as their users run them: built beside the tests, each a process of its own.</summary>
internal static class Sample
{
    // The apphost beside the assembly would have to find the runtime by itself; the command that runs this one has it.
    public static string Dotnet { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    public static string File(string name) => Path.Combine(AppContext.BaseDirectory, name + ".dll");

    public static ChildProcess Start(string name, params IEnumerable<string> arguments) => new(Dotnet, arguments.Prepend(File(name)));

    public static (int ExitCode, string Output, string Error) Run(string name, params IEnumerable<string> arguments)
    {
        using ChildProcess process = Start(name, arguments);
        return process.WaitForExit();
    }
}
