using Tutorial.Net.Benchmarks.Polling;

namespace Tutorial.Net.Benchmarks.Guard;

internal static class PollingChecks
{
    private const int Operations = 500;
    private const int Size = 50;

    public static IEnumerable<AllocationCheck> All()
    {
        using var connections = new Connections(Size);
        var job = new PollingJob(connections);
        if (OperatingSystem.IsLinux())
        {
            using var epoll = new MultiplexerPoller(MultiplexerBackend.Epoll, connections.Sockets);
            yield return new AllocationCheck("SocketMultiplexer.Wait, Epoll", Operations, count => job.OneReady(epoll, count));
        }

        // Socket.Select allocates by itself; the backend must not add to it.
        using var bare = new SelectPoller(connections.Sockets, watchErrors: true);
        long inherent = new AllocationCheck("Socket.Select", Operations, count => job.OneReady(bare, count)).Measure();
        using var select = new MultiplexerPoller(MultiplexerBackend.Select, connections.Sockets);
        yield return new AllocationCheck("SocketMultiplexer.Wait, Select", Operations, count => job.OneReady(select, count))
        {
            AllowedBytes = inherent,
        };
    }
}
