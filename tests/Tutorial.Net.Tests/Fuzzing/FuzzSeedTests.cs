using Tutorial.Net.Fuzz;

namespace Tutorial.Net.Tests.Fuzzing;

/// <summary>What a fuzzer begins with, and what it once found, as ordinary tests.</summary>
public sealed class FuzzSeedTests
{
    public static TheoryData<string> Targets => [.. FuzzTarget.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void All_that_must_hold_does_on_each_seed(string name)
    {
        FuzzTarget target = FuzzTarget.All.Single(it => it.Name == name);

        Assert.True(Replay.Files([Replay.Seeds(target)]).Count() >= 5, "The seeds are not there.");
        Assert.Empty(Replay.Run(target, [Replay.Seeds(target)]).Select(failure => $"{failure.File}: {failure.Error}"));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void All_that_must_hold_does_on_random_changes_of_the_seeds(string name)
    {
        FuzzTarget target = FuzzTarget.All.Single(it => it.Name == name);
        byte[][] seeds = [.. Replay.Files([Replay.Seeds(target)]).Select(File.ReadAllBytes)];
        int seed = Random.Shared.Next();
        var mutator = new Mutator(seed, seeds, target.MaxLength);
        for (int i = 0; i < Infrastructure.Campaign.Cases(10_000); i++)
        {
            byte[] input = mutator.Next().ToArray();
            Exception? error = Record.Exception(() => target.Run(input));
            Assert.True(error is null, $"seed {seed}, input {i}, {Convert.ToHexString(input)}: {error}");
        }
    }
}
