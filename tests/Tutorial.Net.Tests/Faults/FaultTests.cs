using System.Globalization;
using System.Text.RegularExpressions;
using Tutorial.Net.Tests.Infrastructure;
using Tutorial.Net.Tests.Sockets.Portable;

namespace Tutorial.Net.Tests.Faults;

/// <summary>What the kernel may refuse, and the least that it may do: tests in processes of their own, with faults.c before the C
/// library.</summary>
[Collection(Alone.Name)]
public sealed partial class FaultTests
{
    private const string Source = "tests/Tutorial.Net.Tests/Faults/faults.c";

    [Fact]
    public void Each_call_that_fails_has_a_documented_outcome()
    {
        SkipInChild();
        string output = PreloadedSuite.Run(Source, ["-class", typeof(FaultCampaign).FullName!, "-showLiveOutput"], (FaultShim.Variable, "1"));

        int met = FaultsMet().Matches(output).Sum(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
        TestContext.Current.TestOutputHelper!.WriteLine($"{met} faults met");
        Assert.True(met > 500, $"only {met} faults were met:\n{output}");
    }

    // Left out is what looks at raw calls of .NET's: a full buffer, or a chunk that is exactly what one receive can give. SendAll with its
    // megabytes is tried by the scripted socket of SendLoopTests.
    [Fact]
    public void The_contract_suites_pass_with_short_and_interrupted_calls()
    {
        SkipInChild();
        PreloadedSuite.Run(
            Source,
            [
                "-class", "*.LineContractTests", "-class", "*.LineReaderTests", "-class", "*.LineWriterTests", "-class", "*.LineConnectionTests",
                "-class", "*.LineTimeLimitTests", "-class", "*.EpollMultiplexerTests", "-class", "*.SelectMultiplexerTests", "-class", "*.EpollTcp*",
                "-method-", "*T4_A_reset*", "-method-", "*Half_closed_by_the_peer_with_a_full_buffer*",
                // What was injected has to come in one receive with the line before it: what is still the kernel's is part of the handshake.
                "-method-", "*TLS_is_refused_when_something_came_before_the_handshake*",
            ],
            (FaultShim.Variable, "1"),
            (FaultShim.Short, "16"),
            ("CI", ""),
            ("CAMPAIGN", "0.001"));
    }

    private static void SkipInChild() => Assert.SkipWhen(FaultShim.IsOn || PortableSwitch.IsOn, "this is that process");

    [GeneratedRegex(@"faults met in .*: (\d+)")]
    private static partial Regex FaultsMet();
}
