using BenchmarkDotNet.Running;
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
