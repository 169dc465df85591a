using Tutorial.Net.Tests.Infrastructure;

namespace Tutorial.Net.Tests.Races;

/// <summary>The orders in which threads may meet a waiting loop: 100,000 schedules in all where <c>CI</c> is set.</summary>
public sealed class RaceTests
{
    [Fact]
    public void Whatever_meets_a_wait_of_epoll_is_seen_and_none_of_it_twice() => Explore(MultiplexerRace.OverEpoll, 65_000);

    [Fact]
    public void Whatever_meets_a_wait_of_Select_is_seen_and_none_of_it_twice() => Explore(MultiplexerRace.OverSelect, 5_000);

    [Fact]
    public void Nothing_that_other_threads_ask_of_a_server_is_lost_or_done_twice() => Explore(ServerRace.Explore, 30_000);

    [Fact]
    public void A_seed_gives_the_same_schedule_again()
    {
        Requires.Linux();
        foreach (Func<int, string> scenario in (Func<int, string>[])[MultiplexerRace.OverEpoll, ServerRace.Explore])
        {
            Func<int, string> explore = WovenLibrary.Woven(scenario);
            for (int seed = 0; seed < 100; seed++)
                Assert.Equal(explore(seed), explore(seed));
        }
    }

    [Fact]
    public void A_schedule_that_does_not_end_is_said_whoever_catches_it_on_its_way()
    {
        Requires.Linux();
        Schedule schedule = new(1);
        schedule.Add("endless", static () =>
        {
            try
            {
                while (true)
                    Schedule.Point("a loop");
            }
            catch (InvalidOperationException)
            {
                // As the library does with what a handler throws.
            }
        });

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => schedule.Run());
        Assert.Equal("The schedule does not end: endless at a loop.", error.Message);
    }

    private static void Explore(Func<int, string> scenario, int cases)
    {
        Requires.Linux();
        WovenLibrary.Explore(scenario, cases);
    }
}
