namespace Tutorial.Net;

/// <summary>What is left of the time that a server is waited for. It runs only while somebody waits.</summary>
internal sealed class FetchClock : IDisposable
{
    private readonly CancellationTokenSource _expired;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenRegistration _called;
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private TimeSpan _left;

    /// <param name="limit">The time; infinite for none.</param>
    /// <param name="time">What it is told by.</param>
    /// <param name="caller">Ends the waiting as well.</param>
    public FetchClock(TimeSpan limit, TimeProvider time, CancellationToken caller)
    {
        _limit = _left = limit;
        (_time, _caller) = (time, caller);
        _expired = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _called = caller.UnsafeRegister(static expired => ((CancellationTokenSource)expired!).Cancel(), _expired);
    }

    /// <summary>Waits for something.</summary>
    /// <param name="start">Begins it, with what ends it.</param>
    /// <param name="uri">What is fetched.</param>
    /// <exception cref="TimeoutException">The time is over.</exception>
    public async ValueTask<T> WaitAsync<T>(Func<CancellationToken, ValueTask<T>> start, Uri uri)
    {
        bool isLimited = _left != Timeout.InfiniteTimeSpan;
        long started = _time.GetTimestamp();
        try
        {
            if (isLimited)
                _expired.CancelAfter(Deadline.ForTimer(_left));
            return await start(_expired.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (_expired.IsCancellationRequested && !_caller.IsCancellationRequested)
        {
            throw new TimeoutException($"{uri.AbsoluteUri}: the page did not come within LinkExtractorOptions.FetchTimeout, {_limit}.", e);
        }
        finally
        {
            if (isLimited)
            {
                _expired.CancelAfter(Timeout.InfiniteTimeSpan);
                TimeSpan left = _left - _time.GetElapsedTime(started);
                _left = left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    public void Dispose()
    {
        _called.Dispose();
        _expired.Dispose();
    }
}
