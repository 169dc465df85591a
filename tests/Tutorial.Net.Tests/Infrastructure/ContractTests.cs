namespace Tutorial.Net.Tests.Infrastructure;

/// <summary>A suite that is written once, in an abstract class, and run over several kinds of things.</summary>
public sealed class ContractTests
{
    /// <summary>A contract that nobody derives from compiles, and tests nothing.</summary>
    [Fact]
    public void Each_contract_is_run()
    {
        Type[] types = typeof(ContractTests).Assembly.GetTypes();
        Type[] contracts = [.. types.Where(type => type.IsAbstract && type.GetMethods().Any(method => method.IsDefined(typeof(FactAttribute), inherit: true)))];
        Assert.NotEmpty(contracts);
        Assert.All(contracts, contract => Assert.Contains(types, type => !type.IsAbstract && type.IsSubclassOf(contract)));
    }
}
