namespace Tutorial.Net;

/// <summary>Which of the breakages in this copy of the library is switched on, and which of all were reached.</summary>
internal static class Mutant
{
    private static readonly int Active = int.Parse(Environment.GetEnvironmentVariable("MUTANT") ?? "0");

    /// <summary>One flag for each, where the run is there to find out; then <c>MUTANT</c> is their number below zero.</summary>
    public static readonly bool[]? Reached = Active < 0 ? new bool[1 - Active] : null;

    public static bool Is(int id)
    {
        if (Reached is not null)
            Reached[id] = true;
        return id == Active;
    }
}
