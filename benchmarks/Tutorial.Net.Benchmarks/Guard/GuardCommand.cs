using System.CommandLine;
using System.Globalization;
using Tutorial.Net.Benchmarks.Results;

namespace Tutorial.Net.Benchmarks.Guard;

/// <summary>The <c>guard</c> command: fails when a hot path allocates what it did not before. Time is not looked at.</summary>
internal static class GuardCommand
{
    private static readonly Func<IEnumerable<AllocationCheck>>[] Groups = [SocketChecks.All, LineChecks.All, PollingChecks.All, LinkChecks.All];

    public static Command Create()
    {
        var command = new Command("guard", "Checks what the hot paths allocate, to the byte; exit code 1 if it is more than allowed.");
        command.SetAction(_ => Run());
        return command;
    }

    private static int Run()
    {
        var table = new ResultTable("Allocation of the hot paths", "path", "operations", "bytes", "allowed", "");
        bool passed = true;
        // One after the other: each group makes its peers when its first check is asked for, and closes them after its last.
        foreach (AllocationCheck check in Groups.SelectMany(group => group()))
        {
            long bytes = check.Measure();
            bool isAllowed = bytes <= check.AllowedBytes;
            passed &= isAllowed;
            table.Add(check.Name, Text(check.Operations), Text(bytes), Text(check.AllowedBytes), isAllowed ? "ok" : "TOO MUCH");
        }

        table.WriteToConsole();
        return passed ? 0 : 1;
    }

    private static string Text(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
