using System.Globalization;
using Tutorial.Net.Benchmarks.Compare;

namespace Tutorial.Net.Benchmarks.Scaling;

/// <summary>What an event costs when one connection of many is ready.</summary>
internal static class ConnectionScaling
{
    private const string Limit = "bare epoll loop";

    public static ScalingStudy Study { get; } = new()
    {
        Part = "connections",
        Title = "SocketMultiplexer against the number of connections",
        Size = "connections, one of them ready",
        Sizes = [10, 30, 100, 300, 1000, 3000, 9000],
        SizeName = size => size.ToString("#,0", CultureInfo.InvariantCulture),
        Contest = Run,
        IsLimit = name => name == Limit,
        Views = [new("", "Sending a byte, finding its socket, receiving it", "µs an event", (_, rate) => 1e6 / rate)],
    };

    private static ContestResult Run(int size, int rounds)
    {
        int events = Math.Clamp(400_000 / size, 100, 10_000);
        return PollingContests.Compete($"{size} connections", size, events, rounds, (job, poller) => job.OneReady(poller, events));
    }
}
