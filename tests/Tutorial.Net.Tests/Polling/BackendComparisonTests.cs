using System.Globalization;
using System.Text;
using Tutorial.Net.Tests.Infrastructure;
using Tutorial.Net.Tests.Polling.Comparison;

namespace Tutorial.Net.Tests.Polling;

/// <summary>
/// Random states of TCP, UDP and Unix-domain sockets (buffers full, shut down at either end or both, closed, reset, refused, never
/// connected), waited for with every interest, over both backends and a poll(2) of the test's own. POLLING_SEED repeats a run.
/// </summary>
public sealed class BackendComparisonTests
{
    private const int Runs = 100, StepsPerRun = 600;

    [Fact]
    public void Random_states_look_the_same_through_both_backends_and_to_the_kernel()
    {
        Requires.Linux();
        int first = Environment.GetEnvironmentVariable("POLLING_SEED") is { Length: > 0 } fixedSeed
            ? int.Parse(fixedSeed, CultureInfo.InvariantCulture)
            : Random.Shared.Next(int.MaxValue / 2);
        int runs = Math.Max(10, Campaign.Cases(Runs * StepsPerRun) / StepsPerRun);
        TestContext.Current.TestOutputHelper?.WriteLine($"seeds {first} to {first + runs - 1}");
        HashSet<string> states = [];
        for (int seed = first; seed < first + runs; seed++)
        {
            StringBuilder script = new();
            using ComparisonRun run = new(seed, script, states);
            try
            {
                run.Play(StepsPerRun);
            }
            catch (Exception exception)
            {
                string tail = script.ToString();
                throw new InvalidOperationException($"POLLING_SEED={seed}\n{tail[Math.Max(0, tail.Length - 3000)..]}", exception);
            }
        }

        if (runs < Runs)
            return;
        // The states that differed once, and every answer that a kind of socket can give, must have been among them.
        Assert.Contains("UnixStream asked 2, kernel Hup without Out", states);
        Assert.Contains("UnixStream asked 3, kernel Hup without Out", states);
        Assert.Contains("UnixSeqpacket asked 2, kernel Hup without Out", states);
        Assert.InRange(states.Count, 100, 1000);
    }
}
