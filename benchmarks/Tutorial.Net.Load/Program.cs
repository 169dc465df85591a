// The line server under load, beside its rivals.
//   dotnet run -c Release --project benchmarks/Tutorial.Net.Load -- rivals [SECONDS] [ROUNDS] [OUTPUT.md]
//   dotnet run -c Release --project benchmarks/Tutorial.Net.Load -- serve KIND    (lineserver, kestrel, tasks)
using Tutorial.Net.Load;

switch (args)
{
    case ["serve", string kind]:
        await EchoServers.RunAsync(kind);
        return 0;
    case ["rivals", .. string[] rest] when rest.Length <= 3:
        double seconds = rest.Length > 0 ? double.Parse(rest[0], System.Globalization.CultureInfo.InvariantCulture) : 3;
        int rounds = rest.Length > 1 ? int.Parse(rest[1], System.Globalization.CultureInfo.InvariantCulture) : 3;
        return RivalsStudy.Run(TimeSpan.FromSeconds(seconds), rounds, rest.Length > 2 ? rest[2] : null);
    default:
        Console.Error.WriteLine("rivals [SECONDS] [ROUNDS] [OUTPUT.md], or serve lineserver|kestrel|tasks");
        return 2;
}
