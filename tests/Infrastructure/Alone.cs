namespace Tutorial.Net.Tests.Infrastructure;

/// <summary>For tests that count or need what the whole process has: descriptors, memory.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
