using System.CommandLine;
using BenchmarkDotNet.Running;
using Tutorial.Net.Benchmarks.Buffers;
using Tutorial.Net.Benchmarks.Compare;
using Tutorial.Net.Benchmarks.Plots;

var root = new RootCommand("How fast the library is. What is none of these commands is BenchmarkDotNet's: --filter '*SendAll*'.")
{
    BuffersCommand.Create(),
    CompareCommand.Create(),
    PlotsCommand.Create(),
    SenderCommand.Create(),
};
if (args.Length == 0 || args[0] is "--help" or "-h" || root.Subcommands.Any(command => command.Name == args[0]))
    return await root.Parse(args.Length == 0 ? ["--help"] : args).InvokeAsync();

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
