namespace Tutorial.Net.Load.Soak;

/// <summary>Some of the library at work through the bad network, connection after connection, on a thread of its own.</summary>
internal abstract class SoakPart
{
    private const int RestMilliseconds = 600;

    /// <summary>Works until it is told to stop, and ends what it has begun.</summary>
    public Task Start(CancellationToken stop) =>
        Task.Factory.StartNew(() => Run(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    protected abstract void Run(CancellationToken stop);

    /// <summary>Between two connections: an hour at full speed would tell no more, and nothing else could be done meanwhile.</summary>
    protected static void Rest(CancellationToken stop) => stop.WaitHandle.WaitOne(RestMilliseconds);
}
