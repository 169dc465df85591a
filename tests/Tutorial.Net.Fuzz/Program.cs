using System.CommandLine;
using System.Diagnostics;
using SharpFuzz;
using Tutorial.Net.Fuzz;

var target = new Argument<string>("target") { Description = "One of: " + string.Join(", ", FuzzTarget.All.Select(it => it.Name)) };
target.AcceptOnlyFromAmong([.. FuzzTarget.All.Select(it => it.Name)]);
var files = new Argument<string[]>("files") { Description = "Files or folders of inputs; the seeds if none are named.", Arity = ArgumentArity.ZeroOrMore };
var seconds = new Option<int>("--seconds") { Description = "How long.", DefaultValueFactory = _ => 10 };
var seed = new Option<int>("--seed") { Description = "Which random inputs.", DefaultValueFactory = _ => 1 };
var findings = new Option<string>("--findings") { Description = "Where to keep an input on which something does not hold.", DefaultValueFactory = _ => "." };

var replay = new Command("replay", "Runs inputs as they are and says which fail.") { target, files };
replay.SetAction(arguments =>
{
    FuzzTarget it = Target(arguments);
    string[] paths = arguments.GetValue(files) is { Length: > 0 } named ? named : [Replay.Seeds(it)];
    List<(string File, Exception Error)> failures = Replay.Run(it, paths);
    foreach ((string file, Exception error) in failures)
        Console.WriteLine($"{file}: {error}");
    Console.WriteLine($"{it.Name}: {Replay.Files(paths).Count()} inputs, {failures.Count} failed");
    return failures.Count == 0 ? 0 : 1;
});

var mutate = new Command("mutate", "Runs random changes of inputs, without a fuzzer.") { target, files, seconds, seed, findings };
mutate.SetAction(arguments =>
{
    FuzzTarget it = Target(arguments);
    string[] paths = arguments.GetValue(files) is { Length: > 0 } named ? named : [Replay.Seeds(it)];
    var mutator = new Mutator(arguments.GetValue(seed), [.. Replay.Files(paths).Select(File.ReadAllBytes)], it.MaxLength);
    long start = Stopwatch.GetTimestamp(), count = 0;
    for (; Stopwatch.GetElapsedTime(start).TotalSeconds < arguments.GetValue(seconds); count++)
    {
        ReadOnlySpan<byte> input = mutator.Next();
        try
        {
            it.Run(input);
        }
        catch (Exception error)
        {
            string file = Path.Combine(Directory.CreateDirectory(arguments.GetValue(findings)!).FullName, $"{it.Name}-{arguments.GetValue(seed)}-{count}");
            File.WriteAllBytes(file, input);
            Console.WriteLine($"{file}: {error}");
            return 1;
        }
    }

    Console.WriteLine($"{it.Name}: seed {arguments.GetValue(seed)}, {count} inputs, nothing found");
    return 0;
});

var afl = new Command("afl", "Runs what afl-fuzz gives; afl-fuzz starts it.") { target };
afl.SetAction(arguments =>
{
    FuzzTarget it = Target(arguments);
    byte[] buffer = new byte[it.MaxLength];
    Fuzzer.OutOfProcess.Run(stream => it.Run(buffer.AsSpan(0, stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false))));
    return 0;
});

return new RootCommand("Fuzzes what takes bytes from strangers.") { replay, mutate, afl }.Parse(args).Invoke();

FuzzTarget Target(ParseResult arguments) => FuzzTarget.All.Single(it => it.Name == arguments.GetValue(target));
