// Shows the tutorial's programs, client against server over loopback, as their users would see them.
//   dotnet run --project samples/Tour
using System.CommandLine;
using Spectre.Console;
using Tutorial.Net.Samples;
using Tutorial.Net.Samples.Tour;

const int Interrupted = 130; // what a shell says of a program that Ctrl+C has ended

var name = new Argument<string?>("NAME") { Description = "Show this stage alone; see --list.", Arity = ArgumentArity.ZeroOrOne };
name.Validators.Add(result =>
{
    if (result.Tokens is [{ Value: var typed }] && StageList.All.All(stage => stage.Name != typed))
        result.AddError($"NAME is one of {string.Join(", ", StageList.All.Select(stage => stage.Name))}, not '{typed}'.");
});
var list = new Option<bool>("--list") { Description = "Say which stages there are." };
var fast = new Option<bool>("--fast") { Description = "Do not wait for Enter, and type without pauses." };

var command = new RootCommand("The tutorial's programs, client against server, over loopback.") { name, list, fast };
command.SetAction((parsed, stop) => Task.Run(() => Run(parsed.GetValue(name), parsed.GetValue(list), parsed.GetValue(fast), stop)));
return await SampleCommand.RunAsync(command, args, tidiesUp: true);

static int Run(string? name, bool list, bool fast, CancellationToken stop)
{
    if (list)
    {
        foreach (Stage stage in StageList.All)
            Console.WriteLine($"{stage.Name,-10} {stage.Title}");
        return 0;
    }

    IReadOnlyList<Stage> stages = [.. StageList.All.Where(stage => name is null || stage.Name == name)];
    bool isTerminal = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;
    bool waits = isTerminal && !Console.IsInputRedirected && !fast;
    IView view = isTerminal
        ? new TerminalView(AnsiConsole.Console, waits ? Pace.Human : Pace.None, waits ? Keyboard.WaitForEnter : null, stop)
        : new PlainView(Console.Out, Console.Error);
    try
    {
        return new Guide(view, stages, stop).Run();
    }
    catch (OperationCanceledException) when (stop.IsCancellationRequested)
    {
        view.Stop();
        return Interrupted;
    }
}
