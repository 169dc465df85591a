using Tutorial.Net.Benchmarks.Compare;
using Tutorial.Net.Benchmarks.Results;

namespace Tutorial.Net.Benchmarks.Scaling;

/// <summary>
/// How a cost grows with a size: at each size a contest of alternating rounds, in which some of the contenders are the limit.
/// </summary>
internal sealed class ScalingStudy : IStudy
{
    /// <summary>What the command calls it; the files are called scaling-PART.</summary>
    public required string Part { get; init; }

    public string Name => "scaling-" + Part;

    /// <summary>The heading of the tables.</summary>
    public required string Title { get; init; }

    /// <summary>What the horizontal axis shows.</summary>
    public required string Size { get; init; }

    public required IReadOnlyList<int> Sizes { get; init; }

    /// <summary>How a size is written.</summary>
    public required Func<double, string> SizeName { get; init; }

    /// <summary>Runs the contest at a size, in so many rounds.</summary>
    public required Func<int, int, ContestResult> Contest { get; init; }

    /// <summary>Whether a contender is one that nobody can beat who does the whole job.</summary>
    public required Func<string, bool> IsLimit { get; init; }

    /// <summary>A plot and a table for each.</summary>
    public required IReadOnlyList<ScalingView> Views { get; init; }

    public void Present(string folder)
    {
        ResultFile<ScalingRow> file = ResultFile<ScalingRow>.Read(Path.Combine(folder, Name + ".json"));
        ScalingPlots.Draw(this, file.Rows, folder);
        ResultPage.Write(Path.Combine(folder, Name + ".md"), Title, file, Views.Select(view => Table(view, file.Rows)));
    }

    public ResultTable Table(ScalingView view, IReadOnlyList<ScalingRow> rows)
    {
        var table = new ResultTable($"{view.Title}, {view.Vertical}", [Size, .. rows[0].Contest.Rows.Select(row => row.Name)]);
        foreach (ScalingRow row in rows)
        {
            table.Add([
                SizeName(row.Size), .. row.Contest.Rows.Select(contender => Figure.Number(view.Figure(row.Size, contender.UnitsPerSecond)))]);
        }

        return table;
    }
}

/// <summary>One size's contest.</summary>
internal sealed record ScalingRow(int Size, ContestResult Contest);

/// <summary>What is made of the contests' figures.</summary>
/// <param name="Suffix">Of the plot's file; empty for the first.</param>
/// <param name="Title">Of the plot.</param>
/// <param name="Vertical">What the vertical axis shows, with its unit.</param>
/// <param name="Figure">From a size and units a second.</param>
internal sealed record ScalingView(string Suffix, string Title, string Vertical, Func<double, double, double> Figure);
