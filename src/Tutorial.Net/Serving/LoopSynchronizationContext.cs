namespace Tutorial.Net;

/// <summary>Brings what follows an await in a handler back to the loop's thread.</summary>
internal sealed class LoopSynchronizationContext(ServerLoop loop) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state)
    {
        // What outlives the server goes on somewhere, as it would without a context.
        if (!loop.Post(d, state))
            ThreadPool.QueueUserWorkItem(static work => work.d(work.state), (d, state), preferLocal: false);
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (loop.IsHere)
        {
            d(state);
            return;
        }

        using ManualResetEventSlim done = new();
        Exception? error = null;
        Post(
            _ =>
            {
                try
                {
                    d(state);
                }
                catch (Exception exception)
                {
                    error = exception;
                }
                finally
                {
                    done.Set();
                }
            },
            null);
        done.Wait();
        if (error is not null)
            throw new System.Reflection.TargetInvocationException(error);
    }

    public override SynchronizationContext CreateCopy() => this;
}
