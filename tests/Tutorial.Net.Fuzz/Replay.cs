namespace Tutorial.Net.Fuzz;

/// <summary>Runs inputs that are files, seeds and findings alike, as they are: nothing is instrumented, nothing is random.</summary>
public static class Replay
{
    /// <summary>The folder of a target's seeds, beside the program.</summary>
    public static string Seeds(FuzzTarget target) => Path.Combine(AppContext.BaseDirectory, "Seeds", target.Name);

    /// <summary>All files below the paths, in order; each path is a file or a folder.</summary>
    public static IEnumerable<string> Files(IEnumerable<string> paths) => paths.SelectMany(path => Directory.Exists(path)
        ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        : (IEnumerable<string>)[path]);

    /// <summary>Runs each file.</summary>
    /// <returns>The files on which something did not hold, and what.</returns>
    public static List<(string File, Exception Error)> Run(FuzzTarget target, IEnumerable<string> paths)
    {
        var failures = new List<(string, Exception)>();
        foreach (string file in Files(paths))
        {
            try
            {
                target.Run(File.ReadAllBytes(file));
            }
            catch (Exception error)
            {
                failures.Add((file, error));
            }
        }

        return failures;
    }
}
