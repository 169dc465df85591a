using System.Globalization;
using System.Runtime.InteropServices;

namespace Tutorial.Net.Load;

/// <summary>Lines echoed a second, and for each second that the server's threads computed: all rivals in turns.</summary>
internal static class RivalsStudy
{
    /// <summary>By then the just-in-time compilers have seen what they must optimise.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    /// <param name="rivals">Whom to measure; the first is the limit that the others are compared to.</param>
    /// <param name="time">Of each measurement.</param>
    /// <param name="rounds">Measurements of each server under each load.</param>
    /// <param name="output">The page to write, its figures beside it as JSON; null prints it.</param>
    /// <param name="loads">Connections and depth, such as 100x16; all if none. Other loads' figures are kept as they are in the file.</param>
    /// <param name="choice">The command that chose some of the rivals; empty for all of them.</param>
    public static int Run(IReadOnlyList<Rival> rivals, TimeSpan time, int rounds, string? output, IReadOnlyList<string> loads, string choice)
    {
        if (!LoadProcess.IsThere)
        {
            Console.Error.WriteLine("The load client is a C program: install gcc.");
            return 1;
        }

        string? json = output is null ? null : Path.ChangeExtension(output, ".json");
        SortedDictionary<string, RivalTable> tables = json is null || (loads.Count == 0 && choice.Length == 0) ? [] : RivalResults.Load(json);
        Dictionary<Rival, Launch?> launches = rivals.ToDictionary(static rival => rival, static rival => rival.Find());
        foreach (RivalLoad load in RivalLoad.All.Where(load => loads.Count == 0 || loads.Contains(load.ToString())))
        {
            RivalTable table = Measure(launches, rivals, load, time, rounds) with { Choice = choice };
            tables[table.Key] = table;
            RivalResults results = new("`dotnet run -c Release --project benchmarks/Tutorial.Net.Load -- rivals`", Machine(), tables);
            string page = RivalsPage.Write(results);
            if (json is null)
            {
                Console.WriteLine(page);
                continue;
            }

            results.Save(json);
            File.WriteAllText(output!, page);
        }

        return 0;
    }

    private static RivalTable Measure(Dictionary<Rival, Launch?> launches, IReadOnlyList<Rival> rivals, RivalLoad load, TimeSpan time, int rounds)
    {
        Dictionary<Rival, List<RivalRun>> runs = rivals.ToDictionary(static rival => rival, static _ => new List<RivalRun>());
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < rivals.Count; i++)
            {
                Rival rival = rivals[(i + round) % rivals.Count];
                if (launches[rival] is not { } launch)
                    continue;
                using ServerProcess server = new(launch);
                runs[rival].Add(LoadProcess.Run(server, launch, load, WarmUp, time));
            }
        }

        string date = DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        return new RivalTable(load, date, time.TotalSeconds, [.. rivals.Select(rival => new RivalRow(rival.Name, rival.Needs, runs[rival]))]);
    }

    private static string Machine()
    {
        string processor = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[^1] ?? "?"
            : RuntimeInformation.ProcessArchitecture.ToString();
        return $"{Environment.ProcessorCount} cores ({processor}), {RuntimeInformation.OSDescription}, kernel {Environment.OSVersion.Version}, {RuntimeInformation.FrameworkDescription}";
    }
}
