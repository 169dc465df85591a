namespace Tutorial.Net.Tests.Infrastructure;

/// <summary>
/// Skips a test, with the reason, where something outside the project is absent. With <c>CI</c> set what could have been there
/// fails the test instead: there no test may pass by absence.
/// </summary>
internal static class Requires
{
    private const string FetchData = "dotnet run tools/conformance/fetch.cs";

    private static readonly SortedDictionary<string, int> Missing = new(StringComparer.Ordinal);

    /// <summary>The checkout's root folder.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>Whether everything must be there, and every campaign runs whole.</summary>
    public static bool Everything { get; } = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"));

    /// <summary>The path of a program of a Unix system, on PATH.</summary>
    public static string Program(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "not on Windows");
        return Find(name) ?? throw Absent(name, $"install {name}", mayFail: true);
    }

    /// <summary>The path of Python 3, which has another name on Windows.</summary>
    public static string Python() =>
        Find("python3") ?? (OperatingSystem.IsWindows() ? Find("python") : null) ?? throw Absent("python3", "install python3", mayFail: true);

    /// <summary>The path of the first Python 3 that has a module: Debian's packages are seen by its own alone.</summary>
    public static string PythonWith(string module) =>
        FindAll("python3").FirstOrDefault(python =>
        {
            using ChildProcess look = new(python, "-c", $"import {module}");
            return look.WaitForExit().ExitCode == 0;
        }) ?? throw Absent(module, $"install python3-{module}", mayFail: true);

    private static string? Find(string name) => FindAll(name).FirstOrDefault();

    private static IEnumerable<string> FindAll(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name))
            .Where(File.Exists);

    /// <summary>The path of a file or folder of the conformance data: fetched, or beside the checkout.</summary>
    public static string Data(string relativePath) =>
        ((string[])[Path.Combine(RepositoryRoot, ".conformance"), Path.Combine(RepositoryRoot, "..", "shared", "data")])
            .Select(folder => Path.GetFullPath(Path.Combine(folder, relativePath)))
            .FirstOrDefault(Path.Exists) ?? throw Absent("conformance data", FetchData, mayFail: true);

    /// <summary>What a machine has or has not, whatever is installed: IPv6, a limit. A skip for it never fails.</summary>
    /// <param name="has">Whether this one has it.</param>
    /// <param name="what">Its name, such as "IPv6".</param>
    /// <param name="remedy">How to have it.</param>
    public static void Machine(bool has, string what, string remedy)
    {
        if (!has)
            throw Absent(what, remedy, mayFail: false);
    }

    /// <summary>Systems differ in this, whatever is installed: a skip on another one never fails.</summary>
    public static void Linux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "only on Linux");

    /// <summary>Skips the running test and notes it for the line that <c>dotnet test</c> ends with, or fails it.</summary>
    private static InvalidOperationException Absent(string what, string remedy, bool mayFail)
    {
        string reason = $"no {what} here: {remedy}";
        Assert.False(Everything && mayFail, reason);
        lock (Missing)
        {
            string note = $"no {what} ({remedy})";
            Missing[note] = Missing.GetValueOrDefault(note) + 1;
            File.WriteAllText(
                Path.Combine(AppContext.BaseDirectory, "skipped.txt"),
                string.Join(", ", Missing.Select(m => $"{m.Value} for {m.Key}")));
        }

        Assert.Skip(reason);
        return new InvalidOperationException();
    }

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
