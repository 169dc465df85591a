using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Samples.Tests;

/// <summary>The tour as a process: what a pipe, a terminal and a signal make of it.</summary>
public sealed partial class TourProcessTests
{
    private static readonly string[] Names = ["chunks", "reports", "datagrams", "letters", "waiting", "chat", "links"];

    [Fact]
    public void Redirected_it_plays_every_stage_without_Enter_in_plain_lines_of_80_columns()
    {
        using ChildProcess tour = Sample.Start("Tour");
        tour.Patience = TimeSpan.FromSeconds(120);
        (int exitCode, string output, string error) = tour.WaitForExit();

        Assert.Equal((0, ""), (exitCode, error));
        string[] lines = output.TrimEnd().Split(Environment.NewLine);
        Assert.Equal("Tutorial.Net: the tutorial's programs, client against server, over loopback", lines[0]);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        Assert.DoesNotContain('\u001b', output);
        Assert.Equal(Names.Length, lines.Count(line => line.StartsWith("== Section", StringComparison.Ordinal)));
        Assert.Equal(Names.Length, lines.Count(line => line.StartsWith("=> ", StringComparison.Ordinal)) + (output.Contains("Skipped: reports", StringComparison.Ordinal) ? 1 : 0));
        Assert.Contains("  second | enter a letter:w", lines);
        Assert.Contains("  strsvr | the final value of v is abcuuvvdwwe", lines);
        Assert.Contains(lines, line => Bars().IsMatch(line));
        Assert.Matches("^The tour is over: ([67]) of \\1 as in the tutorial\\.", lines[^1]);
    }

    [Fact]
    public void Its_list_names_every_stage()
    {
        (int exitCode, string output, string error) = Sample.Run("Tour", "--list");

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal(Names, output.TrimEnd().Split(Environment.NewLine).Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public void A_name_plays_that_stage_alone()
    {
        (int exitCode, string output, string error) = Sample.Run("Tour", "datagrams");

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Single(output.Split(Environment.NewLine), line => line.StartsWith("== ", StringComparison.Ordinal));
        Assert.Contains(" udpclnt | TCP stream:  onetwothree", output, StringComparison.Ordinal);
        Assert.EndsWith($"The tour is over: 1 of 1 as in the tutorial.{Environment.NewLine}", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_name_is_one_line_with_the_right_ones()
    {
        string expected = $"NAME is one of {string.Join(", ", Names)}, not 'no\\x1bsuch'. See --help.{Environment.NewLine}";

        Assert.Equal((2, "", expected), Sample.Run("Tour", "no\u001bsuch"));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(50)]
    public void On_a_terminal_nothing_is_wider_than_it_and_fast_waits_for_nobody(int columns)
    {
        using ChildProcess terminal = StartOnTerminal(columns, "--fast");
        terminal.Patience = TimeSpan.FromSeconds(120);
        (int exitCode, string output, _) = terminal.WaitForExit();

        Assert.Equal(0, exitCode);
        Assert.DoesNotContain("Enter: go on", output, StringComparison.Ordinal);
        string[] lines = Escapes().Replace(output, "").Split('\n', StringSplitOptions.TrimEntries);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, columns - 1));
        Assert.Contains(lines, line => line.StartsWith("The tour is over", StringComparison.Ordinal));
    }

    [Fact]
    public void On_a_terminal_it_goes_on_when_Enter_is_pressed()
    {
        using ChildProcess terminal = StartOnTerminal(100);
        terminal.WaitForLine("links      Section 9");
        Assert.False(terminal.HasExited);
        for (int i = 0; i < Names.Length; i++)
            terminal.Input.Write('\r');
        terminal.Input.Flush();

        // They are pressed long before they are asked for.
        terminal.WaitForLine("The tour is over");
    }

    [Fact]
    public void Where_there_is_neither_w_nor_ps_their_stage_is_skipped_and_not_wrong()
    {
        using ChildProcess tour = SlimMachine.Start("Tour", ["reports"]);
        (int exitCode, string output, string error) = tour.WaitForExit();

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("Skipped: Neither w nor ps is installed on this machine", output, StringComparison.Ordinal);
        Assert.EndsWith("nothing of it can be shown on this machine. Skipped: reports.\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_one_of_w_and_ps_is_missing_the_other_is_shown()
    {
        using ChildProcess tour = SlimMachine.Start("Tour", ["reports"], "ps");
        (int exitCode, string output, string error) = tour.WaitForExit();

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("wps | The server's machine has no w.", output, StringComparison.Ordinal);
        Assert.Contains("=> ps ran there and was read here", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT", "tms | listening")]
    [InlineData("TERM", "svr | listening")]
    [InlineData("HUP", "udpecho | listening")]
    [InlineData("QUIT", "strsvr | listening")]
    [InlineData("KILL", "press Enter")]
    [InlineData("KILL", "first | enter a letter:b")]
    public void No_child_outlives_the_tour_whatever_ends_it(string signal, string once)
    {
        Requires.Linux();
        // Every process that the tour starts inherits the mark.
        string mark = $"TOUR_MARK={Guid.NewGuid():N}";
        using var tour = new ChildProcess(Requires.Program("env"), [mark, Sample.Dotnet, Sample.File("Tour")]);
        tour.WaitForLine(once);
        // The stage may be over by now; the next one has children, too.
        Assert.True(SpinWait.SpinUntil(() => Marked(mark).Except([tour.Id]).Any(), TimeSpan.FromSeconds(30)));

        using var kill = new ChildProcess(Requires.Program("kill"), $"-{signal}", tour.Id.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(0, kill.WaitForExit().ExitCode);

        Assert.True(SpinWait.SpinUntil(() => !Marked(mark).Any(), TimeSpan.FromSeconds(20)), $"alive: {string.Join(", ", Marked(mark).Select(CommandLine))}");
    }

    private static ChildProcess StartOnTerminal(int columns, params string[] arguments)
    {
        string command = $"stty cols {columns} rows 40; exec '{Sample.Dotnet}' '{Sample.File("Tour")}' {string.Join(' ', arguments)}";
        return new ChildProcess(
            Requires.Program("env"), "TERM=xterm-256color", Requires.Program("script"), "--quiet", "--return", "--flush", "--command", command, "/dev/null");
    }

    [GeneratedRegex(@"^\s*\d+ #+ \d+$")]
    private static partial Regex Bars();

    [GeneratedRegex(@"\u001b\[[0-9;?]*[A-Za-z]|\r|\u001b[=>]")]
    private static partial Regex Escapes();

    private static IEnumerable<int> Marked(string mark)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(mark);
        return Directory.GetDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int id) ? id : 0)
            .Where(id => id > 0 && Read(id, "environ").AsSpan().IndexOf(bytes) >= 0);
    }

    private static string CommandLine(int id) => Encoding.ASCII.GetString(Read(id, "cmdline")).Replace('\0', ' ');

    private static byte[] Read(int id, string file)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{id}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // over, or another user's
        }
    }
}
