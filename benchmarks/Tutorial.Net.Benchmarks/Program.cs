using BenchmarkDotNet.Running;
using Tutorial.Net.Benchmarks.Compare;
using Tutorial.Net.Benchmarks.Lines;

// Anything that is no command of ours is BenchmarkDotNet's.
if (args is ["compare", ..])
    return await new System.CommandLine.RootCommand { CompareCommand.Create() }.Parse(args).InvokeAsync();
if (args is ["lines", .. var rest])
    LineCompare.Run(rest);
else
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
