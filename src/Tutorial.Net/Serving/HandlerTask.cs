using System.Diagnostics.CodeAnalysis;

namespace Tutorial.Net;

/// <summary>What a session of an <see cref="AsyncLineHandler"/> has beside: its present line's task, and the token that ends it.</summary>
internal sealed class HandlerTask(SessionCore session) : IDisposable
{
    private readonly CancellationTokenSource _ended = new();

    public CancellationToken Token => _ended.Token;

    /// <summary>Whether the session is to end when this task has, since the server is ending.</summary>
    public bool IsLast { get; set; }

    /// <summary>Waits for it; <see cref="SessionCore.OnTaskEnded"/> follows on the loop's thread.</summary>
    [SuppressMessage("Usage", "VSTHRD100:Avoid async void methods", Justification = "Every exception is the session's.")]
    public async void Await(ValueTask task)
    {
        Exception? error = null;
        try
        {
            // The loop's context is the current one: what follows runs on its thread.
            await task.ConfigureAwait(true);
        }
        catch (Exception exception)
        {
            error = exception;
        }

        session.OnTaskEnded(error);
    }

    /// <summary>The session is over. What the handler has hung on the token runs here, and may fail.</summary>
    public void Dispose()
    {
        try
        {
            _ended.Cancel();
        }
        catch (AggregateException exception)
        {
            ServingLog.HandlerFailed(session.Loop.Logger, exception, session.Session.Id);
        }

        _ended.Dispose();
    }
}
