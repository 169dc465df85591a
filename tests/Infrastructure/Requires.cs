namespace Tutorial.Net.Tests.Infrastructure;

/// <summary>Skips a test, with the reason, where something outside the project is absent.</summary>
internal static class Requires
{
    /// <summary>The checkout's root folder.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>The path of a program on PATH.</summary>
    public static string Program(string name)
    {
        string? path = Find(name);
        Assert.SkipUnless(path is not null, $"{name} is not installed");
        return path;
    }

    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name))
            .FirstOrDefault(File.Exists);

    /// <summary>The path of a file or folder of the conformance data, which lies beside the checkout.</summary>
    public static string Data(string relativePath)
    {
        string path = Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared", "data", relativePath));
        Assert.SkipUnless(Path.Exists(path), $"the conformance data {relativePath} is not at ../shared/data beside the checkout");
        return path;
    }

    public static void Linux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "only on Linux");

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Tutorial.Net.sln")))
                return folder.FullName;
        }

        return AppContext.BaseDirectory;
    }
}
