using System.Globalization;
using Tutorial.Net.Tests.Infrastructure;
using Tutorial.Net.Tests.Polling.Model;

namespace Tutorial.Net.Tests.Polling;

/// <summary>
/// Random scripts of register, change, unregister, close, descriptor reuse, send, hang up and wake, over both backends at once and
/// real sockets, against a model. The seed of the first script is printed; POLLING_SEED repeats it.
/// </summary>
public sealed class MultiplexerModelTests
{
    private const int Steps = 50;

    [Fact]
    public void Random_scripts_do_what_the_model_says()
    {
        Requires.Linux();
        Play(Campaign.Cases(10_000), withHangUp: true, (_, _) => { });
    }

    [Fact]
    public void Random_scripts_do_what_Pythons_selectors_do()
    {
        Requires.Linux();
        using ChildProcess python = Python.Start(SelectorsOracle.Program);
        int polls = 0;
        Play(1000, withHangUp: false, (seed, run) =>
        {
            python.Input.Write(run.Script);
            python.Input.Write("end\n");
            python.Input.Flush();
            string expected = string.Join('|', run.Reports);
            Assert.True(python.ReadLine() is { } report && report == expected, $"seed {seed}: Python says\n{expected}\nto\n{run.Script}");
            polls += run.Reports.Count;
        });
        Assert.True(polls > 1000 * Steps / 8, $"only {polls} polls");
    }

    private static void Play(int scripts, bool withHangUp, Action<int, ModelRun> check)
    {
        int first = Environment.GetEnvironmentVariable("POLLING_SEED") is { Length: > 0 } fixedSeed
            ? int.Parse(fixedSeed, CultureInfo.InvariantCulture)
            : Random.Shared.Next(int.MaxValue / 2);
        TestContext.Current.TestOutputHelper?.WriteLine($"seeds {first} to {first + scripts - 1}");
        using SocketMultiplexer select = new(MultiplexerBackend.Select);
        using SocketMultiplexer epoll = new(MultiplexerBackend.Epoll);
        for (int seed = first; seed < first + scripts; seed++)
        {
            using ModelRun run = new(seed, seed % 2 == 0 ? [select, epoll] : [epoll, select], withHangUp);
            try
            {
                run.Play(Steps);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"POLLING_SEED={seed}\n{run.Script}", e);
            }

            check(seed, run);
        }
    }
}
