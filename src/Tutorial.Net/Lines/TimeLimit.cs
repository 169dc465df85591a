namespace Tutorial.Net;

/// <summary>A time limit on an asynchronous call that heeds its token and loses nothing by it.</summary>
internal static class TimeLimit
{
    /// <summary>Runs <paramref name="call"/>. What is there already is taken whatever the limit: the clock starts when it waits.</summary>
    /// <exception cref="TimeoutException">The time is over.</exception>
    /// <exception cref="OperationCanceledException">The caller's own token was cancelled.</exception>
    public static async ValueTask<T> RunAsync<T>(
        Func<CancellationToken, ValueTask<T>> call, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            ValueTask<T> running = call(source.Token);
            if (!running.IsCompleted)
                source.CancelAfter(Deadline.ForTimer(timeout));
            return await running.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (source.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw LineTransport.TimedOut(timeout);
        }
    }
}
