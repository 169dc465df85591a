using System.CommandLine;

namespace Tutorial.Net.Load.Studies;

/// <summary>The command lines of the studies: each for itself, and all of them.</summary>
internal static class StudyCommand
{
    public static Command Create(Study study) => Create(study.Name, study.Question, [study]);

    public static Command CreateAll() => Create("all", "Every study, one after the other.", Study.All);

    private static Command Create(string name, string description, IReadOnlyList<Study> studies)
    {
        Command command = new(name, description);
        AddRun(command, _ => studies);
        return command;
    }

    /// <summary>Has a command run studies, with the options that all of them have.</summary>
    public static void AddRun(Command command, Func<ParseResult, IReadOnlyList<Study>> studies)
    {
        Option<bool> quick = new("--quick") { Description = "A small one, in a second or two." };
        Option<int> seed = new("--seed") { DefaultValueFactory = _ => Environment.TickCount, Description = "What all chance comes from; it is printed." };
        Option<string?> output = new("--output") { Description = "A Markdown file, in which the study's section is replaced." };
        command.Add(quick);
        command.Add(seed);
        command.Add(output);
        command.SetAction(result =>
            Run(studies(result), new StudyOptions(result.GetValue(quick), result.GetValue(seed)), result.GetValue(output)));
    }

    /// <returns>The exit code: 1 when a goal was missed.</returns>
    private static int Run(IReadOnlyList<Study> studies, StudyOptions options, string? output)
    {
        int exitCode = 0;
        foreach (Study study in studies)
        {
            Report report = new(study, options.IsQuick);
            study.Run(options, report);
            Console.WriteLine(report);
            if (output is not null)
                ReportPage.Replace(output, study, report);
            foreach (string missed in report.Missed)
                Console.Error.WriteLine(missed);
            if (report.Missed.Count > 0)
                exitCode = 1;
        }

        return exitCode;
    }
}
