using BenchmarkDotNet.Running;
using Tutorial.Net.Benchmarks.Compare;

// Anything that is no command of ours is BenchmarkDotNet's.
if (args is ["compare", ..])
    return await new System.CommandLine.RootCommand { CompareCommand.Create() }.Parse(args).InvokeAsync();

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
