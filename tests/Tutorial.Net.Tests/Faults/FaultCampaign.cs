using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Faults;

/// <summary>
/// Each call of the system's that a scenario makes fails, one at a time, in each way that its man page names: the outcome is a
/// documented one, no descriptor stays open, nothing takes longer than five seconds, and the counts are true.
/// </summary>
[Collection(Alone.Name)]
public sealed class FaultCampaign
{
    public static TheoryData<string> Names => [.. Scenarios.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Whatever_call_fails_the_outcome_is_a_documented_one(string name)
    {
        Assert.SkipUnless(FaultShim.IsOn, "only in the process of FaultTests");
        Scenario scenario = Scenarios.All.Single(scenario => scenario.Name == name);
        // The first makes what lives as long as the process, descriptors included.
        new FaultRun(scenario, null).Run();
        FaultRun counting = new(scenario, null);
        Assert.Null(counting.Run());

        int met = 0;
        List<string> wrong = [];
        foreach (Fault fault in Faults(counting.Counts, scenario.IsAsynchronous))
        {
            FaultRun run = new(scenario, fault);
            if (run.Run() is { } what)
                wrong.Add($"{fault}: {what}");
            if (run.WasMet)
                met++;
        }

        Console.WriteLine($"faults met in {name}: {met}");
        Assert.True(wrong.Count == 0, $"{name}, {wrong.Count} of {met} faults:\n{string.Join("\n\n", wrong.Take(12))}");
        Assert.True(met > 0, "no fault was met: the scenario makes no call");
    }

    private static IEnumerable<Fault> Faults(IReadOnlyDictionary<string, int> counts, bool isAsynchronous) =>
        from count in counts
        from nth in Places(count.Value)
        from errno in Fault.Possible[count.Key]
        where !isAsynchronous || errno != Errno.EAGAIN
        select new Fault(count.Key, nth, errno);

    /// <summary>The first two, one in the middle, and the last; nearly all of them from <c>CAMPAIGN=2</c> on, which takes long.</summary>
    private static IEnumerable<int> Places(int count) =>
        Campaign.Cases(40_000) > 40_000
            ? Enumerable.Range(1, count).Where(nth => nth <= 40 || nth > count - 5)
            : new[] { 1, 2, count / 2, count }.Where(nth => nth > 0 && nth <= count).Distinct();
}
