using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Tutorial.Net.Mutants;

// Breaks the library on purpose, one place at a time, and tells which breakages no test sees. Usage:
// dotnet run --project tools/mutants -- [--sample 60] [--seed 1] [--minutes 120] [--jobs 2] [--only ID,ID] [--tests NAMESPACE]
//   [--place mutants] [--thorough] [--go-on] [FOLDER...]
//   dotnet run --project tools/mutants -- --promises [--only NUMBER,NUMBER]
// What elsewhere.txt lists is not tried; what unseen.txt lists is, and a second score does without it.
// --promises breaks what docs/reliability.md promises, as promises.txt says, and fails where a test that it names does not.
// --tests looks at the tests of some namespaces alone (Tutorial.Net.Tests.Lines*): quick, for whoever writes a test; it may be repeated.
// --place names the folder in artifacts; two runs at the same time need two.
// --thorough tries what survives on the suites of faults, portable forms and narrow vectors as well: minutes for each.
// --go-on takes up a run that was ended: nothing is built, and what was tried is not tried again.
string[] folders = ["Lines", "Polling", "Sockets", "Serving", "Links/Fetching"];
int sample = 60, seed = 1, minutes = 120, jobs = 2;
int[] only = [];
string name = "mutants";
bool goOn = false, thorough = false, promises = false;
List<string> named = [], namespaces = [];
for (int i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--sample": sample = Number(args[++i]); break;
        case "--seed": seed = Number(args[++i]); break;
        case "--minutes": minutes = Number(args[++i]); break;
        case "--jobs": jobs = Number(args[++i]); break;
        case "--only": only = [.. args[++i].Split(',').Select(Number)]; break;
        case "--tests": namespaces.Add(args[++i]); break;
        case "--place": name = args[++i]; break;
        case "--thorough": thorough = true; break;
        case "--promises": promises = true; break;
        case "--go-on": goOn = true; break;
        default: named.Add(args[i]); break;
    }
}

if (named.Count > 0)
    folders = [.. named];
string root = Path.GetFullPath(Path.Combine(Folder(), "..", ".."));
string place = Path.Combine(root, "artifacts", name), results = Path.Combine(place, "results.txt");
Directory.CreateDirectory(place);
Stopwatch clock = Stopwatch.StartNew();
Tree tree = new(root, Path.Combine(place, "tree"));
if (promises)
    return Promises.Try(new Tree(root, Path.Combine(place, "promises")), Path.Combine(Folder(), "promises.txt"), only);
if (!goOn)
    tree.Copy();
IReadOnlyList<Breakage> breakages = goOn ? tree.Built(folders) : tree.Build(folders);
int highest = breakages.Max(breakage => breakage.Id);
IReadOnlyDictionary<Breakage, string> elsewhere = List("elsewhere.txt"), unseen = List("unseen.txt");
ILookup<string, Breakage> away = breakages.Where(elsewhere.ContainsKey).ToLookup(breakage => breakage.Folder);
breakages = [.. breakages.Where(breakage => !elsewhere.ContainsKey(breakage))];
string notes = Path.Combine(place, "reached.txt"), failing = Path.Combine(place, "failing.txt");
if (!goOn)
    File.WriteAllLines(failing, Runner.Note(tree.Tests, highest, notes, namespaces, thorough));
Reach reach = new(File.ReadLines(notes), File.ReadLines(failing).ToHashSet());
Console.WriteLine($"{reach.Count} tests, {clock.Elapsed.TotalSeconds:0} s so far");

Runner runner = new(tree.Tests, reach, breakages, thorough);
Dictionary<string, Breakage[]> chosen = folders.ToDictionary(folder => folder, folder => Choose(folder));
List<(Breakage Breakage, bool Killed)> tried = [];
Dictionary<string, string> before =
    goOn ? File.ReadLines(results).Select(Split).GroupBy(row => row.Name).ToDictionary(rows => rows.Key, rows => rows.Last().Result) : [];
using StreamWriter lines = new(results, append: goOn) { AutoFlush = true };
// One of each folder in turn, so that a run cut short has something to say of all.
Breakage[] queue = [.. folders.SelectMany(folder => chosen[folder].Index()).OrderBy(row => row.Index).Select(row => row.Item)];
Parallel.ForEach(queue.AsEnumerable(), new ParallelOptions { MaxDegreeOfParallelism = jobs }, breakage =>
{
    if (clock.Elapsed.TotalMinutes > minutes)
        return;
    bool known = before.TryGetValue($"{breakage}", out string? result) && !(thorough && result.StartsWith("survived", StringComparison.Ordinal));
    if (!known)
        result = runner.Try(breakage);
    bool killed = result!.StartsWith("killed", StringComparison.Ordinal);
    lock (tried)
    {
        tried.Add((breakage, killed));
        if (!known)
            lines.WriteLine($"{breakage} | {result}");
        // Of those that are listed, what is news: that a test sees it.
        if (killed == unseen.TryGetValue(breakage, out string? why))
            Console.WriteLine($"{breakage} | {result}{(killed ? $", but unseen.txt says: {why}" : "")}");
    }
});

Console.WriteLine();
Console.WriteLine($"seed {seed}, {clock.Elapsed.TotalMinutes:0} minutes, {DateTime.UtcNow:d MMMM yyyy}");
Console.WriteLine("| Folder | Elsewhere | Here | Reached | Tried | Killed | Score | In unseen.txt | Score without |");
Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
foreach (string folder in folders)
{
    Breakage[] here = [.. breakages.Where(breakage => breakage.Folder == folder)];
    bool[] all = [.. tried.Where(row => row.Breakage.Folder == folder).Select(row => row.Killed)];
    bool[] seen = [.. tried.Where(row => row.Breakage.Folder == folder && !unseen.ContainsKey(row.Breakage)).Select(row => row.Killed)];
    int reached = here.Count(breakage => reach.Tests(breakage.Id).Length > 0);
    Console.WriteLine(
        $"| {folder} | {away[folder].Count()} | {here.Length} | {reached} | {all.Length} | {all.Count(killed => killed)} | {Percent(all)} % "
        + $"| {all.Length - seen.Length} | {Percent(seen)} % |");
}

return 0;

Breakage[] Choose(string folder)
{
    Breakage[] all = [.. breakages.Where(breakage => breakage.Folder == folder)];
    if (only.Length > 0)
        return [.. all.Where(breakage => only.Contains(breakage.Id))];
    new Random(seed).Shuffle(all);
    return all[..Math.Min(sample, all.Length)];
}

IReadOnlyDictionary<Breakage, string> List(string file) =>
    Listed.Read(Path.Combine(Folder(), file), Path.Combine(root, "src", "Tutorial.Net")).In(tree.Found);

static string Percent(bool[] killed) => $"{100.0 * killed.Count(one => one) / Math.Max(1, killed.Length):0}";

// The code has the same between two operands.
static (string Name, string Result) Split(string line)
{
    int end = line.LastIndexOf(" | ", StringComparison.Ordinal);
    return (line[..end], line[(end + 3)..]);
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
