using Tutorial.Net.Benchmarks.Results;

namespace Tutorial.Net.Benchmarks.Compare;

/// <summary>One part's contests, in a file of their own, so that one part can be measured again without the others.</summary>
internal sealed class CompareStudy(string part, Func<IEnumerable<Func<int, ContestResult>>> contests) : IStudy
{
    public string Part => part;

    public string Name => "compare-" + part;

    /// <summary>Each takes a number of rounds.</summary>
    public IEnumerable<Func<int, ContestResult>> Contests => contests();

    public void Present(string folder)
    {
        ResultFile<ContestResult> file = ResultFile<ContestResult>.Read(Path.Combine(folder, Name + ".json"));
        ComparePlots.Draw(file.Rows, folder, Name);
        ResultPage.Write(Path.Combine(folder, Name + ".md"), $"Beside its rivals: {part}", file, file.Rows.Select(CompareTables.Of));
    }
}
