namespace Tutorial.Net.Tests.Polling;

/// <summary>For tests that count or need what the whole process has: descriptors.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
