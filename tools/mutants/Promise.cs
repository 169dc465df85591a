namespace Tutorial.Net.Mutants;

/// <summary>A breakage of what docs/reliability.md promises.</summary>
/// <param name="File">The file, from the root of the repository: of the library, or of what the samples share.</param>
/// <param name="Was">Code that is in it once.</param>
/// <param name="Becomes">What it becomes, with BROKEN for whether the breakage is being tried.</param>
/// <param name="Tests">The tests that must fail, by class and method.</param>
internal sealed record Promise(string File, string Was, string Becomes, string[] Tests)
{
    /// <summary>The project whose tests must fail.</summary>
    public string Suite => File.StartsWith("samples/", StringComparison.Ordinal) ? "Tutorial.Net.Samples.Tests" : "Tutorial.Net.Tests";
}
