using System.Runtime.Intrinsics;
using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Lines;

/// <summary>Line ends are found alike by a processor whose vectors have 16 bytes, as those of Arm do.</summary>
public sealed class NarrowVectorTests
{
    private const string Switch = "DOTNET_EnableAVX2";

    private static bool IsOff => Environment.GetEnvironmentVariable(Switch) == "0";

    [Fact]
    public void The_framers_suites_pass_where_vectors_have_16_bytes()
    {
        Assert.SkipUnless(Vector256.IsHardwareAccelerated, "this process has no wider ones");

        Type[] suites = [typeof(LineFramerTests), typeof(LineFramerPropertyTests), typeof(LineFramerTerminatorTests), GetType()];
        OwnProcessSuite.Run(suites.SelectMany(suite => (string[])["-class", suite.FullName!]), (Switch, "0"), ("CI", ""));
    }

    // Without this the run above might prove nothing.
    [Fact]
    public void There_they_have_16_bytes_indeed()
    {
        Assert.SkipUnless(IsOff, "only in that process");
        Assert.Equal((false, true), (Vector256.IsHardwareAccelerated, Vector128.IsHardwareAccelerated));
    }
}
