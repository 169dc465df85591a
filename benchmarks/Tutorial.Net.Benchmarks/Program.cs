using BenchmarkDotNet.Running;
<<<<<<< HEAD
using Tutorial.Net.Benchmarks.Lines;

// Those that need alternating rounds over much data are commands of their own; the rest is BenchmarkDotNet's.
switch (args)
{
    case ["lines", .. var rest]:
        LineCompare.Run(rest);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
=======
using Tutorial.Net.Benchmarks.Compare;

// Anything that is no command of ours is BenchmarkDotNet's.
if (args is ["compare", ..])
    return await new System.CommandLine.RootCommand { CompareCommand.Create() }.Parse(args).InvokeAsync();

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
>>>>>>> main
