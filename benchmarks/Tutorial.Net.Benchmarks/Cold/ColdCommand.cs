using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Tutorial.Net.Benchmarks.Links;
using Tutorial.Net.Benchmarks.Results;

namespace Tutorial.Net.Benchmarks.Cold;

/// <summary>The <c>cold</c> command: the first page of a fresh process, the just-in-time compiler included, of one contender after the
/// other.</summary>
internal static class ColdCommand
{
    public static ColdStudy Study { get; } = new();

    public static Command Create()
    {
        var rounds = new Option<int>("--rounds") { Description = "How many processes each contender gets.", DefaultValueFactory = _ => 21 };
        var other = new Option<FileInfo>("--other") { Description = "Another Tutorial.Net.dll to stand beside this one: an earlier version." };
        other.AcceptExistingOnly();
        Option<string> output = CommonOptions.Output();
        var command = new Command("cold", "The first page of a fresh process: medians of alternating rounds.") { rounds, other, output };
        command.SetAction(parsed =>
        {
            CommonOptions.WarnOfLoad();
            Run(parsed.GetValue(rounds), parsed.GetValue(other)?.FullName, parsed.GetValue(output)!);
        });
        return command;
    }

    private static void Run(int rounds, string? other, string folder)
    {
        var machine = Machine.Here();
        long start = Stopwatch.GetTimestamp();
        var results = new List<ColdResult>();
        foreach ((string title, byte[] page) in new[] { ("a list, dense with tags", LinkPages.List(100 << 10)), ("an article, mostly text", LinkPages.Article(100 << 10)) })
        {
            results.Add(Measure(title, page, rounds, other));
            ColdStudy.Table(results[^1]).WriteToConsole();
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        string typed = string.Create(CultureInfo.InvariantCulture, $"cold --rounds {rounds}{(other is null ? "" : " --other Tutorial.Net.dll")}");
        new ResultFile<ColdResult>(machine, $"dotnet run -c Release --project benchmarks/Tutorial.Net.Benchmarks -- {typed}", seconds, results)
            .Write(Path.Combine(folder, Study.Name + ".json"));
        Study.Present(folder);
    }

    private static ColdResult Measure(string title, byte[] page, int rounds, string? other)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, page);
            (string Name, string Contender)[] contenders =
            [
                ("LinkExtractor.Extract", typeof(LinkExtractor).Assembly.Location),
                .. other is null ? [] : new[] { ("the other version's", other) },
                ("AngleSharp, struct tokens", FirstPageCommand.Tokens),
                ("AngleSharp, DOM", FirstPageCommand.Dom),
            ];
            List<double[]>[] runs = [.. contenders.Select(_ => new List<double[]>())];
            for (int round = 0; round < rounds; round++)
            {
                for (int turn = 0; turn < contenders.Length; turn++)
                {
                    int who = (turn + round) % contenders.Length;
                    runs[who].Add(FreshProcess(contenders[who].Contender, path));
                }
            }

            return new ColdResult(title, page.Length, rounds, [.. contenders.Select((contender, who) => ColdRow.Of(contender.Name, runs[who], runs[0]))]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static double[] FreshProcess(string contender, string page)
    {
        string self = Environment.ProcessPath ?? throw new InvalidOperationException("This process has no path to start a second one from.");
        string[] host = Path.GetFileNameWithoutExtension(self) == "dotnet" ? [typeof(ColdCommand).Assembly.Location] : [];
        using Process process = Process.Start(new ProcessStartInfo(self, [.. host, FirstPageCommand.Name, contender, page]) { RedirectStandardOutput = true })!;
        string line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? [.. line.Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture))]
            : throw new InvalidOperationException($"The process for {contender} ended with exit code {process.ExitCode}.");
    }
}
