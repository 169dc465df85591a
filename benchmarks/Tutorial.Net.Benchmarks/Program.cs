using System.CommandLine;
using BenchmarkDotNet.Running;
using Spectre.Console;
using Tutorial.Net.Benchmarks.Buffers;
using Tutorial.Net.Benchmarks.Cold;
using Tutorial.Net.Benchmarks.Compare;
using Tutorial.Net.Benchmarks.Plots;
using Tutorial.Net.Benchmarks.Scaling;

var root = new RootCommand("Measures how fast the library is. Without one of these commands, the arguments go to BenchmarkDotNet: --filter '*Line*'.")
{
    BuffersCommand.Create(),
    ColdCommand.Create(),
    CompareCommand.Create(),
    FirstPageCommand.Create(),
    PlotsCommand.Create(),
    ScalingCommand.Create(),
    SenderCommand.Create(),
};
// A log has no width of its own, and 80 columns are too few.
if (Console.IsOutputRedirected)
    AnsiConsole.Profile.Width = 160;

if (args.Length == 0 || args[0] is "--help" or "-h" || root.Subcommands.Any(command => command.Name == args[0]))
    return await root.Parse(args.Length == 0 ? ["--help"] : args).InvokeAsync();

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
