using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>A machine that is this one but for the programs in it, as in a slim image.</summary>
internal static class SlimMachine
{
    /// <summary>Starts a sample there.</summary>
    /// <param name="sample">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="programs">What there is; none of them does anything.</param>
    public static ChildProcess Start(string sample, string[] arguments, params string[] programs)
    {
        Requires.Linux();
        using (var trial = new ChildProcess(Requires.Program("unshare"), "-rm", "mount", "-t", "tmpfs", "none", "/usr/bin"))
            Requires.Machine(trial.WaitForExit().ExitCode == 0 && Directory.ResolveLinkTarget("/bin", true)?.FullName == "/usr/bin", "user namespace", "allow unprivileged ones");
        string folder = Directory.CreateTempSubdirectory("slim").FullName;
        foreach (string name in programs)
            File.WriteAllText(Path.Combine(folder, name), "");
        const string script = "mount --bind \"$0\" /usr/local/bin && mount --bind \"$0\" /usr/bin && export DOTNET_HOST_PATH=$1 && exec \"$@\"";
        string dotnet = Resolve(Requires.Program("dotnet"));
        return new ChildProcess(Requires.Program("unshare"), ["-rm", "sh", "-c", script, folder, dotnet, Sample.File(sample), .. arguments]);
    }

    private static string Resolve(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
}
