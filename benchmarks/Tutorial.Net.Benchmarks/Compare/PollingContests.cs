using Tutorial.Net.Benchmarks.Polling;

namespace Tutorial.Net.Benchmarks.Compare;

/// <summary>
/// SocketMultiplexer beside bare Socket.Select, NetMQ's selector, and the least an epoll loop can do. An event is a byte sent,
/// its socket found, the byte received.
/// </summary>
internal static class PollingContests
{
    private static readonly int[] Sizes = [10, 100, 1000, 4000, 9000];

    public static IEnumerable<Func<int, ContestResult>> All() =>
        Sizes.Select(size => (Func<int, ContestResult>)(rounds => OneReady(size, rounds)))
            .Concat(Sizes.Select(size => (Func<int, ContestResult>)(rounds => AllReady(size, rounds))))
            .Append(ByNumber)
            .Concat(Sizes.Select(size => (Func<int, ContestResult>)(rounds => OneReadyClosely(size, rounds))));

    private static ContestResult OneReady(int size, int rounds) =>
        Compete(size, rounds, $"1 of {size} sockets ready", Math.Clamp(400_000 / size, 100, 20_000), _ => true);

    /// <summary>The epoll loops alone, in runs long enough to tell a few percent.</summary>
    private static ContestResult OneReadyClosely(int size, int rounds) =>
        Compete(size, rounds, $"1 of {size} sockets ready, the epoll loops in long runs", 20_000, IsEpoll);

    private static bool IsEpoll(Poller poller) => poller.Name.Contains("poll", StringComparison.Ordinal);

    private static ContestResult Compete(int size, int rounds, string title, int events, Func<Poller, bool> takesPart)
    {
        using Connections connections = new(size);
        PollingJob job = new(connections);
        Contest contest = new(title, "event", events);
        List<Poller> pollers = [.. PollingJob.Pollers(connections)];
        foreach (Poller poller in pollers.Where(takesPart))
            contest.Add(poller.Name, () => job.OneReady(poller, events));
        ContestResult result = contest.Run(rounds);
        pollers.ForEach(poller => poller.Dispose());
        return result;
    }

    private static ContestResult AllReady(int size, int rounds)
    {
        using Connections connections = new(size);
        PollingJob job = new(connections);
        int times = Math.Max(1, 1000 / size);
        Contest contest = new($"all {size} sockets ready", "event", (double)size * times);
        List<Poller> pollers = [.. PollingJob.Pollers(connections)];
        foreach (Poller poller in pollers)
        {
            contest.Add(poller.Name, () =>
            {
                for (int i = 0; i < times; i++)
                    job.AllReady(poller);
            });
        }
        ContestResult result = contest.Run(rounds);
        pollers.ForEach(poller => poller.Dispose());
        return result;
    }

    /// <summary>How the cost of an event grows with the sockets that are not ready.</summary>
    private static ContestResult ByNumber(int rounds)
    {
        const int Events = 20_000;
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
