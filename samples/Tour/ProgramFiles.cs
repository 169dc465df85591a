using System.Diagnostics;

namespace Tutorial.Net.Samples.Tour;

/// <summary>Where the programs of the tour are: beside it, or in the checkout where it was built, which builds them first.</summary>
internal static class ProgramFiles
{
    private const int MostErrors = 5;

    /// <summary>samples/Tour/bin/CONFIGURATION/FRAMEWORK, where there is a checkout around it.</summary>
    private static readonly string Own = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
    private static readonly string Framework = Path.GetFileName(Own);
    private static readonly string Configuration = Path.GetFileName(Path.GetDirectoryName(Own)) ?? "";
    private static readonly string Samples = Path.GetFullPath(Path.Combine(Own, "..", "..", "..", ".."));
    private static readonly string List = Path.Combine(Samples, "Tour", "Tour.slnf");

    /// <summary>The command that runs this program; an apphost would have to find the runtime by itself.</summary>
    public static string Dotnet { get; } = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>Whether they are beside the tour, and nothing is to be built.</summary>
    public static bool AreBuilt => File.Exists(Beside("Tms"));

    /// <summary>The file to run.</summary>
    public static string PathOf(string program) =>
        AreBuilt ? Beside(program) : Path.Combine(Samples, program, "bin", Configuration, Framework, program + ".dll");

    /// <summary>Builds them, which takes a while the first time and seconds later.</summary>
    /// <param name="built">Called with the name of each as it is there.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="IOException">They cannot be built; the message has the compiler's.</exception>
    public static async Task BuildAsync(Action<string> built, CancellationToken stop)
    {
        if (!File.Exists(List))
            throw new IOException($"The tour's programs are not beside it, and there is no {List}. In a checkout: dotnet run --project samples/Tour");
        var start = new ProcessStartInfo(Dotnet, ["build", List, "-c", Configuration, "-v", "minimal", "--nologo", "-tl:off"])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        using Process build = Process.Start(start)!;
        try
        {
            build.StandardInput.Close();
            List<string> errors = [];
            while (await build.StandardOutput.ReadLineAsync(stop).ConfigureAwait(false) is { } line)
            {
                if (line.Split(" -> ") is [var project, _])
                    built(project.Trim());
                else if (line.Contains("error", StringComparison.Ordinal) && errors.Count < MostErrors && !errors.Contains(line.Trim()))
                    errors.Add(line.Trim());
            }

            await build.WaitForExitAsync(stop).ConfigureAwait(false);
            if (build.ExitCode != 0)
                throw new IOException($"The tour's programs could not be built. {string.Join(" ", errors)}");
        }
        finally
        {
            if (!build.HasExited)
                build.Kill(entireProcessTree: true);
        }
    }

    private static string Beside(string program) => Path.Combine(AppContext.BaseDirectory, program + ".dll");
}
