using System.Diagnostics;

namespace Tutorial.Net.Load.Studies;

/// <summary>Many clients on one thread, so that they cost little beside the server that they share the machine with.</summary>
internal sealed class ClientLoop : IDisposable
{
    /// <summary>Longer than anything takes that goes well.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SocketMultiplexer _multiplexer = new();
    private readonly ReadySocket[] _ready = new ReadySocket[1_024];
    private readonly byte[] _buffer = new byte[65_536];
    private readonly HashSet<StudyClient> _clients = [];

    /// <summary>Has the loop serve a client, and dispose of it in the end.</summary>
    public T Add<T>(T client)
        where T : StudyClient
    {
        _clients.Add(client);
        client.Start(_multiplexer);
        return client;
    }

    /// <summary>Disposes of a client.</summary>
    public void Remove(StudyClient client)
    {
        _clients.Remove(client);
        client.Dispose();
    }

    /// <summary>Serves the clients until something is so.</summary>
    /// <exception cref="TimeoutException">It does not come to be.</exception>
    public void RunUntil(Func<bool> condition, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new TimeoutException($"In {Patience.TotalSeconds} s it did not come to this: {what}.");
            Turn(TimeSpan.FromMilliseconds(10));
        }
    }

    /// <summary>Serves the clients for a time, and does something often meanwhile.</summary>
    public void RunFor(TimeSpan time, Action? often = null)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan left;
        while ((left = time - Stopwatch.GetElapsedTime(start)) > TimeSpan.Zero)
        {
            often?.Invoke();
            Turn(TimeSpan.FromMilliseconds(Math.Min(1, left.TotalMilliseconds)));
        }
    }

    /// <summary>Disposes of every client there is.</summary>
    public void Clear()
    {
        foreach (StudyClient client in _clients)
            client.Dispose();
        _clients.Clear();
    }

    public void Dispose()
    {
        Clear();
        _multiplexer.Dispose();
    }

    private void Turn(TimeSpan wait)
    {
        int count = _multiplexer.Wait(_ready, wait);
        foreach (ReadySocket ready in _ready.AsSpan(0, count))
        {
            if (ready.Events != SocketEvents.None)
                ((StudyClient)ready.State!).OnReady(ready.Events, _buffer);
        }
    }
}
