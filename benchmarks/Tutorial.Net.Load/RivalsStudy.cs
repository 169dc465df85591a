using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Tutorial.Net.Load;

/// <summary>Lines echoed a second, and for each second that the server's threads computed: all rivals in turns.</summary>
internal static class RivalsStudy
{
    private static readonly (int Connections, int Depth)[] Loads = [(1, 1), (100, 1), (1_000, 1), (1, 16), (100, 16), (1_000, 16)];

    public static int Run(TimeSpan time, int rounds, string? output)
    {
        StringBuilder page = new();
        page.Append("# Lines echoed: the line server and its rivals\n\n");
        page.Append(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} processors, ");
        page.Append(CultureInfo.InvariantCulture, $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}. ");
        page.Append(CultureInfo.InvariantCulture, $"Lines of {LoadClient.LineLength} bytes over loopback; {time.TotalSeconds} s each, the median of {rounds} rounds, in turns. ");
        page.Append("\"A core-second\" is a second of user and system time of the server's process, all threads; the ratio is to the bare loop in C in the same load. ");
        page.Append("The processors are shared with the client that makes the load.\n");
        HashSet<string> missing = [];
        foreach ((int connections, int depth) in Loads)
        {
            Dictionary<Rival, List<(double PerSecond, double PerCore)>> results = Measure(connections, depth, time, rounds, missing);
            double limit = results.TryGetValue(Rival.All[0], out List<(double PerSecond, double PerCore)>? bare) ? Median(bare.Select(it => it.PerCore)) : double.NaN;
            page.Append(CultureInfo.InvariantCulture, $"\n## {connections} connection{(connections > 1 ? "s" : "")}, {(depth == 1 ? "ping-pong" : $"{depth} lines in flight each")}\n\n");
            page.Append("| server | lines a second | lines a core-second | ratio |\n| --- | ---: | ---: | ---: |\n");
            foreach ((Rival rival, List<(double PerSecond, double PerCore)> runs) in results.OrderByDescending(it => Median(it.Value.Select(run => run.PerCore))))
            {
                double core = Median(runs.Select(it => it.PerCore));
                page.Append(CultureInfo.InvariantCulture, $"| {rival.Name} | {Median(runs.Select(it => it.PerSecond)):N0} | {core:N0} | {core / limit:F2} |\n");
            }

            Console.Error.WriteLine(page.ToString());
        }

        if (missing.Count > 0)
            page.Append("\nNot to be had on this machine: ").AppendJoin(", ", missing).Append(".\n");
        if (output is null)
            Console.Write(page);
        else
            File.WriteAllText(output, page.ToString());
        return 0;
    }

    private static Dictionary<Rival, List<(double PerSecond, double PerCore)>> Measure(
        int connections, int depth, TimeSpan time, int rounds, HashSet<string> missing)
    {
        Dictionary<Rival, List<(double PerSecond, double PerCore)>> results = [];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < Rival.All.Count; i++)
            {
                Rival rival = Rival.All[(i + round) % Rival.All.Count];
                using ServerProcess? server = missing.Contains(rival.Name) ? null : rival.Start();
                if (server is null)
                {
                    missing.Add(rival.Name);
                    continue;
                }

                TimeSpan before = default;
                (long lines, TimeSpan lasted) =
                    LoadClient.Run(server.Port, connections, depth, time / 2, time, () => before = server.ProcessorTime);
                double computed = (server.ProcessorTime - before).TotalSeconds;
                if (!results.TryGetValue(rival, out List<(double PerSecond, double PerCore)>? runs))
                    results.Add(rival, runs = []);
                runs.Add((lines / lasted.TotalSeconds, lines / computed));
            }
        }

        return results;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
