using System.Text.RegularExpressions;
using Spectre.Console;
using Tutorial.Net.Samples.Tour;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>The tour without its programs: what is counted, and what each view makes of it.</summary>
public sealed class GuideTests
{
    private const string Hostile = "red\u001b[31m\u202e and long, long, long, long, long, long, long, long, long, long, long, long, long, long";

    private static readonly Stage Right = Stage("right", scene =>
    {
        scene.Note("left", Hostile);
        scene.Note("right", "a word: " + new string('x', 300));
        scene.View.Type(0, "prompt:", "ab c");
        scene.View.Type(1, new string('p', 300), "");
        scene.View.Chart("figures", [new("none", 0, 0), new("some", 2.5, 1), new("most", 1234567, 0)]);
        return "seen";
    });

    private static readonly Stage Wrong = Stage("wrong", _ => throw new TourException(Hostile));
    private static readonly Stage Skipped = Stage("skipped", _ => throw new SkippedException(Hostile));

    [Fact]
    public void A_stage_that_goes_wrong_is_told_does_not_end_the_tour_and_gives_exit_code_1()
    {
        (int exitCode, string output, string error) = PlayPlain(Wrong, Right);

        Assert.Equal(1, exitCode);
        Assert.Equal($"WRONG: wrong: {TerminalText.Escape(Hostile)}{Environment.NewLine}", error);
        Assert.Contains("=> seen", output, StringComparison.Ordinal);
        Assert.Contains("The tour is over: 1 of 2 went wrong.", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stage_that_takes_too_long_or_loses_its_program_is_wrong()
    {
        Assert.Equal(1, PlayPlain(Stage("late", _ => throw new TimeoutException("too late"))).ExitCode);
        Assert.Equal(1, PlayPlain(Stage("lost", _ => throw new IOException("lost"))).ExitCode);
    }

    [Fact]
    public void A_skipped_stage_is_not_counted()
    {
        (int exitCode, string output, string error) = PlayPlain(Skipped, Right);

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("Skipped: red", output, StringComparison.Ordinal);
        Assert.Contains("The tour is over: 1 of 1 as in the tutorial. Skipped: skipped.", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_lines_have_80_columns_at_most_and_bars_their_share_of_them()
    {
        (_, string output, _) = PlayPlain(Right);

        string[] lines = output.Split(Environment.NewLine);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        Assert.Contains("    left | prompt:ab c", lines);
        Assert.Contains("none  0", lines);
        Assert.Contains("some # 2.5", lines);
        Assert.Contains($"most {new string('#', 64)} 1234567", lines);
    }

    [Theory]
    [InlineData(25)]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(120)]
    public void No_row_is_wider_than_the_terminal_and_nothing_steers_it(int width)
    {
        (_, string output) = PlayOnTerminal(width, null, Wrong, Skipped, Right);

        Assert.All(output.Split(Environment.NewLine), line => Assert.InRange(line.GetCellWidth(), 0, width - 1));
        Assert.DoesNotContain('\u001b', output);
        Assert.DoesNotContain('\u202e', output);
    }

    [Fact]
    public void Each_speaks_in_a_column_of_its_own_and_what_is_typed_stands_behind_its_prompt()
    {
        (_, string output) = PlayOnTerminal(80, null, Stage("columns", scene =>
        {
            scene.View.Say(0, "on the left");
            scene.View.Say(1, "on the right");
            scene.View.Type(0, "enter a letter:", "a");
            scene.View.Type(1, "", "");
            return "seen";
        }));

        string[] lines = output.Split(Environment.NewLine);
        Assert.Contains("on the left".PadRight(38) + " │ ", lines);
        Assert.Contains(new string(' ', 38) + " │ on the right", lines);
        Assert.Contains("enter a letter:a".PadRight(38) + " │ ", lines);
        Assert.Contains(new string(' ', 38) + " │ ⏎", lines);
    }

    [Fact]
    public void Enter_is_waited_for_before_the_first_stage_and_between_stages()
    {
        int pressed = 0;

        Assert.Equal(0, PlayOnTerminal(80, () => pressed++, Right, Skipped, Right).ExitCode);

        Assert.Equal(3, pressed);
    }

    [Fact]
    public void A_stage_alone_asks_for_no_Enter() =>
        Assert.Equal(0, PlayOnTerminal(80, () => Assert.Fail("asked for Enter"), Right).ExitCode);

    [Fact]
    public void The_list_of_what_is_built_is_what_the_stages_start()
    {
        string folder = Path.Combine(Requires.RepositoryRoot, "samples", "Tour");
        string stages = string.Concat(Directory.GetFiles(Path.Combine(folder, "Stages")).Select(File.ReadAllText));
        string list = File.ReadAllText(Path.Combine(folder, "Tour.slnf"));

        Assert.Equal(
            Names(stages, @"Start\([^""(]*(?:""\w+"")?, ""(\w+)"""),
            Names(list, @"samples/(\w+)/\w+\.csproj"));
        Assert.Equal(stages.Split("scene.Start(").Length - 1, Regex.Count(stages, @"Start\([^""(]*(?:""\w+"")?, ""(\w+)"""));
    }

    private static SortedSet<string> Names(string text, string pattern) =>
        new(Regex.Matches(text, pattern).Select(match => match.Groups[1].Value), StringComparer.Ordinal);

    private static Stage Stage(string name, Func<Scene, string> play) =>
        new(name, $"Section 0: {name}", "Look at this, which is long enough to be broken at eighty columns, wherever that is.", [new("left"), new("right")], play);

    private static (int ExitCode, string Output, string Error) PlayPlain(params Stage[] stages)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int exitCode = new Guide(new PlainView(output, error), stages, CancellationToken.None).Run();
        return (exitCode, output.ToString(), error.ToString());
    }

    private static (int ExitCode, string Output) PlayOnTerminal(int width, Action? pressEnter, params Stage[] stages)
    {
        using var output = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        var view = new TerminalView(console, Pace.None, pressEnter is null ? null : _ => pressEnter(), CancellationToken.None);
        int exitCode = new Guide(view, stages, CancellationToken.None).Run();
        return (exitCode, output.ToString());
    }
}
