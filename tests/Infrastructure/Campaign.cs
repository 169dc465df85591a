using System.Globalization;

namespace Tutorial.Net.Tests.Infrastructure;

/// <summary>
/// How long the long property tests are: all their cases where <c>CI</c> is set, one in forty on a developer's machine.
/// <c>CAMPAIGN</c> sets another factor: 1 is all of them, 0.1 a tenth, 3 three times as many.
/// </summary>
internal static class Campaign
{
    private static readonly double Factor =
        Environment.GetEnvironmentVariable("CAMPAIGN") is { Length: > 0 } factor ? double.Parse(factor, CultureInfo.InvariantCulture)
        : Requires.Everything ? 1
        : 1.0 / 40;

    /// <summary>Whether there is time for what takes minutes: <c>CAMPAIGN</c> is 2 or more.</summary>
    public static bool IsLong { get; } = Factor >= 2;

    /// <summary>The cases to run of a test whose whole campaign is <paramref name="cases"/>; a campaign of 1,000 or fewer is never
    /// cut.</summary>
    public static int Cases(int cases) => (int)Math.Max(Math.Min(cases, 1_000), cases * Factor);
}
