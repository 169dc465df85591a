using System.Reflection;
using System.Runtime.Loader;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Races;

/// <summary>A copy of these tests beside a woven copy of the library: there, scenarios run under a <see cref="Schedule"/>.</summary>
internal sealed class WovenLibrary : AssemblyLoadContext
{
    private const string Replay = "RACE";

    private static readonly Lazy<WovenLibrary> Only = new(static () => new WovenLibrary());

    private readonly Assembly _library = typeof(SocketMultiplexer).Assembly;
    private readonly Assembly _tests = typeof(WovenLibrary).Assembly;

    private WovenLibrary()
        : base(nameof(WovenLibrary))
    {
    }

    /// <summary>Explores many schedules of a scenario, or the one that <c>RACE</c> names.</summary>
    /// <param name="scenario">What takes a seed, and gives the order of what happened.</param>
    /// <param name="cases">How many schedules the whole campaign has.</param>
    public static void Explore(Func<int, string> scenario, int cases)
    {
        int first = Random.Shared.Next(int.MaxValue / 2), count = Campaign.Cases(cases);
        if (Environment.GetEnvironmentVariable(Replay) is { Length: > 0 } replayed)
            (first, count) = (int.Parse(replayed, System.Globalization.CultureInfo.InvariantCulture), 1);
        Func<int, string> explore = Woven(scenario);
        for (int seed = first; seed < first + count; seed++)
        {
            try
            {
                explore(seed);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed}, again with {Replay}={seed}: {exception.Message}", exception);
            }
        }
    }

    /// <summary>A static method of these tests, in their copy beside the woven library.</summary>
    public static Func<int, string> Woven(Func<int, string> scenario) =>
        Only.Value.LoadFromAssemblyName(Only.Value._tests.GetName()).GetType(scenario.Method.DeclaringType!.FullName!, throwOnError: true)!
            .GetMethod(scenario.Method.Name)!.CreateDelegate<Func<int, string>>();

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name == _tests.GetName().Name)
            return LoadFromAssemblyPath(_tests.Location);
        return assemblyName.Name == _library.GetName().Name ? LoadFromStream(Weaver.Weave(_library.Location)) : null;
    }
}
