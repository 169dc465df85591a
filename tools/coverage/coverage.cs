#!/usr/bin/env dotnet
// The coverage of src by tests/Tutorial.Net.Tests: a table of lines and branches for each folder, and what is not covered.
// Usage: dotnet run tools/coverage/coverage.cs [--list] [COBERTURA-FILE]
// Without a file it runs the tests first, one case in forty of the long campaigns unless CI is set. --list names each line that is not
// reached or of which a branch is not taken. Fails where less than 95 % of the branches are taken.
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

const double Goal = 95;
bool list = args.Contains("--list");
string root = Path.GetFullPath(Path.Combine(Folder(), "..", ".."));
string file = args.FirstOrDefault(arg => !arg.StartsWith("--", StringComparison.Ordinal)) ?? Measure();

// A line is in the report once for each method that has a part of it; its branches are those of the method that has most.
Line[] lines =
[
    .. from type in XDocument.Load(file).Descendants("class")
       let source = (string)type.Attribute("filename")!
       from line in type.Element("lines")!.Elements("line")
       let branches = ((string?)line.Attribute("condition-coverage"))?.Split('(', '/', ')')
       select new Line(
           Name(source), (int)line.Attribute("number")!, (int)line.Attribute("hits")! > 0,
           branches is null ? 0 : int.Parse(branches[1], CultureInfo.InvariantCulture),
           branches is null ? 0 : int.Parse(branches[2], CultureInfo.InvariantCulture)),
];
// What generators wrote is not in src, but below obj.
lines =
[
    .. lines.Where(line => !line.File.StartsWith("obj", StringComparison.Ordinal)).GroupBy(line => (line.File, line.Number))
        .Select(same => same.MaxBy(line => (line.Branches, line.IsReached))!)
        .OrderBy(line => line.File, StringComparer.Ordinal).ThenBy(line => line.Number),
];
if (lines.Length == 0)
{
    Console.Error.WriteLine($"{file} has no line of the library.");
    return 2;
}

Console.WriteLine("| Folder | Lines | Reached | | Branches | Taken | |");
Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|");
var folders = lines.GroupBy(line => Path.GetDirectoryName(line.File)!).OrderBy(folder => folder.Key, StringComparer.Ordinal);
foreach (IGrouping<string, Line> folder in folders)
    Console.WriteLine(Row(folder.Key, [.. folder]));
Console.WriteLine(Row("**all**", lines));
if (list)
{
    Console.WriteLine();
    foreach (Line line in lines.Where(line => !line.IsReached || line.Taken < line.Branches))
    {
        string text = File.ReadLines(Path.Combine(root, "src", "Tutorial.Net", line.File)).ElementAt(line.Number - 1).Trim();
        Console.WriteLine($"{line.File}:{line.Number} {(line.IsReached ? $"{line.Taken} of {line.Branches}" : "not reached")}: {text}");
    }
}

double taken = Percent(lines.Sum(line => line.Taken), lines.Sum(line => line.Branches));
if (taken >= Goal)
    return 0;
Console.Error.WriteLine($"{taken:0.0} % of the branches are taken, which is less than {Goal} %.");
return 1;

string Measure()
{
    string results = Path.Combine(root, "artifacts", "coverage");
    if (Directory.Exists(results))
        Directory.Delete(results, recursive: true);
    string settings = Path.Combine(Folder(), "coverage.runsettings");
    string[] test =
    [
        "test", Path.Combine(root, "tests", "Tutorial.Net.Tests"), "--collect", "XPlat Code Coverage", "--settings", settings,
        "--results-directory", results, "--verbosity", "quiet",
    ];
    using Process process = Process.Start(new ProcessStartInfo("dotnet", test))!;
    process.WaitForExit();
    if (process.ExitCode != 0)
        throw new InvalidOperationException("The tests did not pass, so what they cover says nothing.");
    return Directory.EnumerateFiles(results, "coverage.cobertura.xml", SearchOption.AllDirectories).Single();
}

// From src/Tutorial.Net on, whatever the root that the report names.
static string Name(string path) => path.Split("src/Tutorial.Net/")[^1];

static double Percent(int part, int all) => all == 0 ? 100 : 100.0 * part / all;

static string Row(string name, Line[] lines)
{
    int reached = lines.Count(line => line.IsReached);
    int branches = lines.Sum(line => line.Branches), taken = lines.Sum(line => line.Taken);
    return $"| {name} | {lines.Length} | {reached} | {Percent(reached, lines.Length):0.0} % "
        + $"| {branches} | {taken} | {Percent(taken, branches):0.0} % |";
}

static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

internal sealed record Line(string File, int Number, bool IsReached, int Taken, int Branches);
