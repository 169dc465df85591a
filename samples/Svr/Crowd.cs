using System.Net.Sockets;

namespace Tutorial.Net.Samples.Svr;

/// <summary>
/// The clients that are here. When they are too many, the one that has been here longest is let go: whoever says nothing holds a place
/// only until someone else needs it.
/// </summary>
internal sealed class Crowd
{
    /// <summary>Clients at once; each holds a descriptor.</summary>
    public const int Most = 256;

    private readonly Lock _lock = new();
    private readonly LinkedList<CancellationTokenSource> _here = new();
    private readonly HashSet<Task> _serving = [];

    /// <summary>Serves a client, until it is done or let go.</summary>
    public void Take(Socket socket, CancellationToken stop)
    {
        var letGo = new CancellationTokenSource();
        lock (_lock)
        {
            if (_here.Count == Most)
            {
                _ = _here.First!.Value.CancelAsync();
                _here.RemoveFirst();
            }

            _here.AddLast(letGo);
            Task serving = new Client(socket).ServeAsync(stop, letGo.Token);
            _serving.Add(serving);
            serving.ContinueWith(_ => Forget(letGo, serving), TaskScheduler.Default);
        }
    }

    /// <summary>Completes when nobody is here any more.</summary>
    public Task WhenEmpty()
    {
        lock (_lock)
            return Task.WhenAll(_serving);
    }

    private void Forget(CancellationTokenSource letGo, Task serving)
    {
        lock (_lock)
        {
            _here.Remove(letGo);
            _serving.Remove(serving);
            letGo.Dispose();
        }
    }
}
