using System.CommandLine;
using Tutorial.Net.Benchmarks.Buffers;
using Tutorial.Net.Benchmarks.Cold;
using Tutorial.Net.Benchmarks.Compare;
using Tutorial.Net.Benchmarks.Results;
using Tutorial.Net.Benchmarks.Scaling;

namespace Tutorial.Net.Benchmarks.Plots;

/// <summary>The <c>plots</c> command: every plot and table again, from results that were measured before.</summary>
internal static class PlotsCommand
{
    private static readonly IStudy[] Studies = [new BufferStudy(), ColdCommand.Study, .. CompareCommand.Studies, .. ScalingCommand.Studies];

    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("FOLDER") { Description = "Where the JSON files are." };
        folder.AcceptExistingOnly();
        var command = new Command("plots", "Draws the plots and writes the tables again, from the JSON files in a folder.") { folder };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(folder)!.FullName;
            IStudy[] found = [.. Studies.Where(study => File.Exists(Path.Combine(path, study.Name + ".json")))];
            foreach (IStudy study in found)
            {
                study.Present(path);
                Console.WriteLine($"{study.Name}: drawn");
            }

            if (found.Length > 0)
                return 0;
            Console.Error.WriteLine($"{path} holds none of {string.Join(", ", Studies.Select(study => study.Name + ".json"))}.");
            return 1;
        });
        return command;
    }
}
