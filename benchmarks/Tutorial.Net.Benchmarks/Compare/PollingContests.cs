using Tutorial.Net.Benchmarks.Polling;

namespace Tutorial.Net.Benchmarks.Compare;

/// <summary>
/// SocketMultiplexer beside bare Socket.Select, NetMQ's selector, and the least an epoll loop can do. An event is a byte sent, its
/// socket found, the byte received. How the cost grows with the number of sockets is a question of its own: see the scaling command.
/// </summary>
internal static class PollingContests
{
    private const int Size = 1000;
    private const int Events = 100;

    public static IEnumerable<Func<int, ContestResult>> All() =>
    [
        rounds => Compete($"1 of {Size:#,0} sockets ready", Size, Events, rounds, (job, poller) => job.OneReady(poller, Events)),
        rounds => Compete($"all {Size:#,0} sockets ready", Size, Size, rounds, (job, poller) => job.AllReady(poller)),
    ];

    /// <summary>One job done by every poller over the same connections.</summary>
    public static ContestResult Compete(string title, int size, int events, int rounds, Action<PollingJob, Poller> run)
    {
        using Connections connections = new(size);
        PollingJob job = new(connections);
        Contest contest = new(title, "event", events);
        List<Poller> pollers = [.. PollingJob.Pollers(connections)];
        foreach (Poller poller in pollers)
            contest.Add(poller.Name, () => run(job, poller));
        ContestResult result = contest.Run(rounds);
        pollers.ForEach(poller => poller.Dispose());
        return result;
    }
}
