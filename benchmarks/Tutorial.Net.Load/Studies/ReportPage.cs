using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Tutorial.Net.Load.Studies;

/// <summary>The page of all reports, a section each, in the studies' order.</summary>
internal static class ReportPage
{
    /// <summary>Puts a report in the place of the study's last one; the others stay as they are.</summary>
    public static void Replace(string path, Study study, Report report)
    {
        Dictionary<string, string> sections = File.Exists(path)
            ? File.ReadAllText(path).Split("\n## ").Skip(1).ToDictionary(section => section[..section.IndexOf('\n')], section => $"## {section.Trim()}\n")
            : [];
        sections[study.Name] = report.ToString();
        StringBuilder page = new(Head);
        foreach (string section in Study.All.Select(one => sections.GetValueOrDefault(one.Name)).OfType<string>())
            page.Append('\n').Append(section);
        File.WriteAllText(path, page.ToString());
    }

    private static string Head => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        # The line server under hostile load

        What hundreds to thousands of clients can do to a `LineServer`, and what is asked of it then. The server is a process of its own, whose
        one thread serves; the clients share the machine with it: {Environment.ProcessorCount} processors, {Processor}, {RuntimeInformation.OSDescription} ({Environment.OSVersion}),
        {RuntimeInformation.FrameworkDescription}. `load` stands for `dotnet run -c Release --project benchmarks/Tutorial.Net.Load --`; a study
        exits with 1 when it misses a goal, and `--quick` makes it small. Written by the program (`--output docs/benchmarks/serving-load.md`).

        """);

    private static string Processor =>
        File.Exists("/proc/cpuinfo") && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':') + 1)..].Trim()
            : "of an unknown kind";
}
