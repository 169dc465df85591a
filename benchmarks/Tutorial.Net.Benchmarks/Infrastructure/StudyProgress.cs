using System.Globalization;
using Spectre.Console;

namespace Tutorial.Net.Benchmarks;

/// <summary>Shows how far a long run is: a bar on a terminal, a line now and then elsewhere.</summary>
internal static class StudyProgress
{
    private const int PlainLines = 20;

    /// <param name="title">What runs.</param>
    /// <param name="total">How many steps it takes.</param>
    /// <param name="work">Calls what it is given before each step, with the step's name.</param>
    public static void Run(string title, int total, Action<Action<string>> work)
    {
        if (AnsiConsole.Profile.Capabilities.Interactive)
            RunOnTerminal(title, total, work);
        else
            RunPlain(title, total, work);
    }

    private static void RunOnTerminal(string title, int total, Action<Action<string>> work) =>
        AnsiConsole.Progress()
            .AutoRefresh(false) // drawn between two steps, so that no step is measured together with it
            .Columns(new SpinnerColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new TaskDescriptionColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask(Markup.Escape(title), maxValue: total);
                bool begun = false;
                work(step =>
                {
                    if (begun)
                        task.Increment(1);
                    begun = true;
                    task.Description = Markup.Escape(step);
                    context.Refresh();
                });
                task.Value = total;
                context.Refresh();
            });

    private static void RunPlain(string title, int total, Action<Action<string>> work)
    {
        int done = 0;
        int shown = -1;
        work(step =>
        {
            int part = done++ * PlainLines / total;
            if (part != shown)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{title}: {done} of {total}, {step}"));
            shown = part;
        });
    }
}
