using Tutorial.Net.Benchmarks.Polling;

namespace Tutorial.Net.Benchmarks.Compare;

/// <summary>
/// SocketMultiplexer beside bare Socket.Select, NetMQ's selector, and the least an epoll loop can do. An event is a byte sent,
/// its socket found, the byte received.
/// </summary>
internal static class PollingContests
{
    private const int Events = 20;
    private static readonly int[] Sizes = [10, 100, 1000, 4000, 9000];

    public static IEnumerable<Func<int, ContestResult>> All() =>
        Sizes.Select(size => (Func<int, ContestResult>)(rounds => OneReady(size, rounds)))
            .Concat(Sizes.Select(size => (Func<int, ContestResult>)(rounds => AllReady(size, rounds))))
            .Append(ByNumber);

    private static ContestResult OneReady(int size, int rounds) =>
        Compete($"1 of {size} sockets ready", size, Events, rounds, (job, poller) => job.OneReady(poller, Events));

    private static ContestResult AllReady(int size, int rounds) =>
        Compete($"all {size} sockets ready", size, size, rounds, (job, poller) => job.AllReady(poller));

    private static ContestResult Compete(string title, int size, int events, int rounds, Action<PollingJob, Poller> run)
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

    /// <summary>How the cost of an event grows with the sockets that are not ready.</summary>
    private static ContestResult ByNumber(int rounds)
    {
        Contest contest = new("SocketMultiplexer, Epoll, 1 socket ready: by the number of sockets", "event", Events);
        List<IDisposable> owned = [];
        foreach (int size in (int[])[10, 9000])
        {
            Connections connections = new(size);
            MultiplexerPoller poller = new(MultiplexerBackend.Epoll, connections.Sockets);
            PollingJob job = new(connections);
            owned.AddRange([poller, connections]);
            contest.Add($"{size} sockets", () => job.OneReady(poller, Events));
        }
        ContestResult result = contest.Run(rounds);
        owned.ForEach(item => item.Dispose());
        return result;
    }
}
