namespace Tutorial.Net.Benchmarks.Polling;

/// <summary>The two jobs that the pollers do: one socket of many ready at a time, and all ready at once.</summary>
internal sealed class PollingJob(Connections connections)
{
    private int _next;

    /// <summary>Each event: one socket, another each time, is sent a byte, found, and received from.</summary>
    public void OneReady(Poller poller, int events)
    {
        for (int i = 0; i < events; i++)
        {
            // A stride that is prime to every size used, so that neighbours in memory do not come one after the other.
            _next = (_next + 7919) % connections.Sockets.Length;
            connections.MakeReady(_next);
            for (int received = 0; received == 0;)
                received = poller.WaitAndReceive();
        }
    }

    /// <summary>As many events as sockets.</summary>
    public void AllReady(Poller poller)
    {
        connections.MakeAllReady();
        for (int received = 0; received < connections.Sockets.Length;)
            received += poller.WaitAndReceive();
    }

    public static IEnumerable<Poller> Pollers(Connections connections)
    {
        if (OperatingSystem.IsLinux())
        {
            yield return new BareEpollPoller(connections.Sockets);
            yield return new MultiplexerPoller(MultiplexerBackend.Epoll, connections.Sockets);
        }

        yield return new SelectPoller(connections.Sockets, watchErrors: true);
        yield return new SelectPoller(connections.Sockets, watchErrors: false);
        yield return new MultiplexerPoller(MultiplexerBackend.Select, connections.Sockets);
        yield return new NetMQPoller(connections.Sockets);
    }
}
