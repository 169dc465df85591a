using System.CommandLine;
using System.Diagnostics;
using Tutorial.Net.Benchmarks.Results;

namespace Tutorial.Net.Benchmarks.Scaling;

/// <summary>The <c>scaling</c> command: how cost grows with size.</summary>
internal static class ScalingCommand
{
    public static IReadOnlyList<ScalingStudy> Studies { get; } = [LineScaling.Study, ConnectionScaling.Study, PageScaling.Study];

    public static Command Create()
    {
        Argument<string?> part = CommonOptions.Part(Studies.Select(study => study.Part));
        var rounds = new Option<int>("--rounds") { Description = "How many alternating rounds at each size.", DefaultValueFactory = _ => 7 };
        var sizes = new Option<int[]>("--sizes") { Description = "Other sizes than the study's own.", AllowMultipleArgumentsPerToken = true };
        Option<string> output = CommonOptions.Output();
        var command = new Command("scaling", "How cost grows with the length of lines, the number of connections, the size of a page.")
        {
            part, rounds, sizes, output,
        };
        command.SetAction(parsed =>
        {
            CommonOptions.WarnOfLoad();
            string folder = parsed.GetValue(output)!;
            foreach (ScalingStudy study in Studies.Where(study => parsed.GetValue(part) is not { } only || only == study.Part))
                Run(study, parsed.GetValue(rounds), parsed.GetValue(sizes), folder, CommonOptions.CommandLine(parsed));
            Console.WriteLine($"All of it, with plots: {Path.GetFullPath(folder)}");
        });
        return command;
    }

    private static void Run(ScalingStudy study, int rounds, int[]? chosen, string folder, string commandLine)
    {
        IReadOnlyList<int> sizes = chosen is { Length: > 0 } ? [.. chosen.Order()] : study.Sizes;
        var machine = Machine.Here();
        var rows = new List<ScalingRow>();
        long start = Stopwatch.GetTimestamp();
        StudyProgress.Run(study.Name, sizes.Count, step =>
        {
            foreach (int size in sizes)
            {
                step(study.SizeName(size));
                rows.Add(new ScalingRow(size, study.Contest(size, rounds)));
            }
        });
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        new ResultFile<ScalingRow>(machine, commandLine, seconds, rows).Write(Path.Combine(folder, study.Name + ".json"));
        study.Present(folder);
        foreach (ScalingView view in study.Views)
            study.Table(view, rows).WriteToConsole();
    }
}
