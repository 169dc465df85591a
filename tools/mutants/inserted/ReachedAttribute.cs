using System.Diagnostics;
using System.Reflection;
using Xunit.v3;

[assembly: Tutorial.Net.Tests.Reached]

namespace Tutorial.Net.Tests;

/// <summary>
/// Notes which breakages each test reaches, and its time. What is reached between two tests belongs to both: it is the end of the one
/// or the constructor of the other.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class ReachedAttribute : BeforeAfterTestAttribute
{
    private static readonly StreamWriter? Notes = Open();

    private static string s_before = "";
    private static long s_began;

    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (Notes is null)
            return;
        int[] between = Take();
        if (s_before.Length > 0)
            Note(s_before, 0, between);
        Note(s_before = Name(test), 0, between);
        s_began = Stopwatch.GetTimestamp();
    }

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (Notes is not null)
            Note(Name(test), Stopwatch.GetElapsedTime(s_began).TotalMilliseconds, Take());
    }

    private static StreamWriter? Open()
    {
        string? file = Environment.GetEnvironmentVariable("MUTANTS_REACHED");
        if (Mutant.Reached is null || string.IsNullOrEmpty(file))
            return null;
        // Some tests start the tests' program anew: it must not write over this.
        Environment.SetEnvironmentVariable("MUTANTS_REACHED", null);
        return new StreamWriter(file) { AutoFlush = true };
    }

    private static string Name(IXunitTest test) => $"{test.TestCase.TestClassName}.{test.TestCase.TestMethodName}";

    private static void Note(string test, double milliseconds, int[] reached) =>
        Notes!.WriteLine($"{test}\t{(long)milliseconds}\t{string.Join(' ', reached)}");

    private static int[] Take()
    {
        bool[] reached = Mutant.Reached!;
        int[] ids = [.. Enumerable.Range(0, reached.Length).Where(id => reached[id])];
        Array.Clear(reached);
        return ids;
    }
}
