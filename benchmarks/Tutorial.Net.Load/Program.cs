// The line server under load, beside its rivals.
//   dotnet run -c Release --project benchmarks/Tutorial.Net.Load -- rivals [SECONDS] [ROUNDS] [OUTPUT.md] [LOAD...]
//   dotnet run -c Release --project benchmarks/Tutorial.Net.Load -- serve KIND    (lineserver, spinning, kestrel, tasks, dotnetty)
using Tutorial.Net.Load;

switch (args)
{
    case ["serve", string kind]:
        await EchoServers.RunAsync(kind);
        return 0;
    case ["rivals", .. string[] rest]:
        double seconds = rest.Length > 0 ? double.Parse(rest[0], System.Globalization.CultureInfo.InvariantCulture) : 3;
        int rounds = rest.Length > 1 ? int.Parse(rest[1], System.Globalization.CultureInfo.InvariantCulture) : 3;
        return RivalsStudy.Run(TimeSpan.FromSeconds(seconds), rounds, rest.Length > 2 ? rest[2] : null, rest[Math.Min(3, rest.Length)..]);
    default:
        Console.Error.WriteLine("rivals [SECONDS] [ROUNDS] [OUTPUT.md] [LOAD...] with loads such as 100x16, or serve lineserver|spinning|kestrel|tasks|dotnetty");
        return 2;
}
